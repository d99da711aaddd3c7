import { Hono } from 'hono';
import { html } from 'hono/html';
import { serveUntilStopped } from '../serve-until-stopped.ts';
import { readSettings } from '../settings.ts';
import { bankPages } from './bank.ts';
import { startMailCatcher } from './mail-catcher.ts';
import { mailPages } from './mail-pages.ts';
import { outsidePage, STYLE } from './page.ts';
import { vnpayPages } from './vnpay-pages.ts';

const settings = readSettings();
const catcher = await startMailCatcher(settings.host, settings.smtpPort);
const outside = new Hono();
outside.get('/health', (c) => c.text('ok'));
outside.get('/style.css', (c) => c.body(STYLE, 200, { 'content-type': 'text/css' }));
outside.get('/', (c) =>
  c.html(
    outsidePage(
      'Thế giới bên ngoài',
      html`<p>Ba hệ thống mà dịch vụ gia hạn nói chuyện cùng, được mô phỏng trên máy này.</p>
<ul class="cards">
<li><a href="/mail">Hộp thư</a><p>Mọi email mà dịch vụ gửi qua SMTP.</p></li>
<li><a href="/bank">Ngân hàng</a><p>Chuyển khoản bất kỳ số tiền, nội dung nào; báo về như SePay.</p></li>
<li><a href="/vnpay">VNPay</a><p>Các giao dịch VNPay đã qua cổng mô phỏng.</p></li>
</ul>`,
    ),
  ),
);
outside.route('/', mailPages(catcher));
outside.route('/', bankPages(settings));
outside.route('/', vnpayPages(settings));
serveUntilStopped(outside, { hostname: settings.host, port: settings.outsidePort }, () =>
  catcher.stop(),
);
