import type { Context as HonoContext } from 'hono';
import { html } from 'hono/html';
import { formatDong } from '../../shared/money.ts';
import type { Context } from '../context.ts';
import { DomainError } from '../domain-error.ts';
import { askGateway } from '../payments/ask-gateway.ts';
import { isSignedByVnpay } from '../payments/gateways/vnpay-signature.ts';
import { layout } from './layout.ts';
import { sayIn } from './say.ts';

/**
 * Where VNPay sends an accountant back to, in the tab that the widget opened. VNPay's checksum on the
 * address lets its holder see how this one session stands; what was paid, only VNPay's answer says.
 */
export async function accountantReturn(context: Context, c: HonoContext): Promise<Response> {
  const { vnpay } = context.config;
  const params = c.req.query();
  if (vnpay === null || !isSignedByVnpay(params, vnpay.hashSecret)) {
    throw new DomainError('NOT_FOUND');
  }
  const find = () =>
    context.db
      .selectFrom('payment_sessions')
      .innerJoin('orders', 'orders.id', 'payment_sessions.order_id')
      .selectAll('payment_sessions')
      .select('orders.number')
      .where('reference', '=', params.vnp_TxnRef ?? '')
      .where('method', '=', 'vnpay')
      .executeTakeFirst();
  const before = await find();
  if (before === undefined) throw new DomainError('NOT_FOUND');
  const session = (await askGateway(context, before)) ? ((await find()) ?? before) : before;
  const standing = standingOf(session.state);
  if (c.req.header('accept') === 'application/json') return c.json({ state: standing });
  const { locale } = session;
  const say = sayIn(locale);
  const title = say(`${standing}Title`);
  const body = html`<section class="card notice ${NOTICE[standing]}" role="status">
<h1>${title}</h1><p>${say(`${standing}Text`)}</p>
</section>
<section class="card"><dl>
<div><dt>${say('term.orderNumber')}</dt><dd><span>${session.number}</span></dd></div>
<div><dt>${say('term.amount')}</dt><dd><span>${formatDong(session.amount)}</span></dd></div>
</dl><p class="muted">${say('closeTab')}</p></section>`;
  const waiting =
    standing === 'pending'
      ? { stateUrl: `${c.req.path}?${new URL(c.req.url).searchParams}`, state: standing }
      : {};
  return await c.html(layout({ locale, say, title, body, ...waiting }), 200, {
    'Cache-Control': 'no-store',
  });
}

const NOTICE = { paid: 'good', failed: 'bad', pending: '' } as const;

function standingOf(state: string): keyof typeof NOTICE {
  if (state === 'paid') return 'paid';
  return state === 'open' ? 'pending' : 'failed';
}
