import { Hono } from 'hono';
import { html } from 'hono/html';
import { serveUntilStopped } from '../serve-until-stopped.ts';
import { readSettings } from '../settings.ts';
import { bankPages } from './bank/bank.ts';
import { momoPages } from './gateways/momo.ts';
import { payosPages } from './gateways/payos.ts';
import { vnpayPages } from './gateways/vnpay-pages.ts';
import { zalopayPages } from './gateways/zalopay.ts';
import { startMailCatcher } from './mail/mail-catcher.ts';
import { mailPages } from './mail/mail-pages.ts';
import { outsidePage, PLACES, STYLE } from './page.ts';

const settings = readSettings();
const catcher = await startMailCatcher(settings.host, settings.smtpPort);
const outside = new Hono();
outside.get('/health', (c) => c.text('ok'));
outside.get('/style.css', (c) => c.body(STYLE, 200, { 'content-type': 'text/css' }));
outside.get('/', (c) => c.html(outsidePage('Thế giới bên ngoài', frontView())));
outside.route('/', mailPages(catcher));
outside.route('/', bankPages(settings));
outside.route('/', vnpayPages(settings));
outside.route('/', momoPages(settings));
outside.route('/', zalopayPages(settings));
outside.route('/', payosPages(settings));
serveUntilStopped(outside, { hostname: settings.host, port: settings.outsidePort }, () =>
  catcher.stop(),
);

function frontView() {
  return html`<p>Những hệ thống mà dịch vụ gia hạn nói chuyện cùng, được mô phỏng trên máy này.</p>
<ul class="cards">
${PLACES.map(({ path, name, what }) => html`<li><a href="/${path}">${name}</a><p>${what}</p></li>`)}
<li><a href="${settings.serverUrl}/operations/">Vận hành</a><p>Trang của người vận hành dịch vụ. Tên bất kỳ, mật khẩu <code>${settings.secrets.operationsPassword}</code></p></li>
</ul>`;
}
