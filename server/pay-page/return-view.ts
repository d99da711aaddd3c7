import type { Context as HonoContext } from 'hono';
import { html } from 'hono/html';
import { formatDong } from '../../shared/money.ts';
import type { AttemptState } from '../../shared/order-state.ts';
import { attemptOfReturnToken } from '../addresses/return-token.ts';
import type { Context } from '../context/context.ts';
import { DomainError } from '../foundation/domain-error.ts';
import { HOUR_MS } from '../foundation/durations.ts';
import { askBeside } from '../payments/attempts/ask-gateway.ts';
import { tokenOfLink } from '../payments/links/create-payment-link.ts';
import { layout } from './layout.ts';
import { RETURNED } from './link-state.ts';
import { sayIn } from './say.ts';

/** Time after its end in which an attempt still leads back to the link that it came by, in milliseconds. */
const WAY_BACK_MS = HOUR_MS;

/**
 * The page to which a gateway sends a payer back: an owner goes on to the link's page, an accountant, in the tab that
 * the widget opened, sees the state of this one attempt. Only the gateway's answer decides what was paid.
 */
export async function gatewayReturn(context: Context, c: HonoContext): Promise<Response> {
  const attemptId = attemptOfReturnToken(context.config, c.req.param('token') ?? '');
  if (attemptId === null) throw new DomainError('NOT_FOUND');
  const attempt = await context.db
    .selectFrom('payment_attempts')
    .innerJoin('orders', 'orders.id', 'payment_attempts.order_id')
    .selectAll('payment_attempts')
    .leftJoin('payment_links', 'payment_links.id', 'payment_attempts.payment_link_id')
    .select(['orders.number', 'payment_links.token_hash'])
    .where('payment_attempts.id', '=', attemptId)
    .executeTakeFirst();
  if (attempt === undefined) throw new DomainError('NOT_FOUND');
  askBeside(context, attempt);
  const { payment_link_id: id, token_hash } = attempt;
  const token = id && token_hash ? tokenOfLink(context, { id, token_hash }) : undefined;
  // A bank app is opened through a third party, which must not get the link.
  const isTrusted = attempt.method !== 'bank_transfer';
  if (isTrusted && token !== undefined && context.now() < attempt.expires_at + WAY_BACK_MS) {
    return c.redirect(`/pay/${token}?lang=${attempt.locale}&${RETURNED}`, 303);
  }
  const standing = standingOf(attempt.state);
  if (c.req.header('accept') === 'application/json') return c.json({ state: standing });
  const { locale } = attempt;
  const say = sayIn(locale);
  const title = say(`${standing}Title`);
  const body = html`<section class="card notice ${NOTICE[standing]}" role="status">
<h1>${title}</h1><p>${say(`${standing}Text`)}</p>
</section>
<section class="card"><dl>
<div><dt>${say('term.orderNumber')}</dt><dd><span translate="no">${attempt.number}</span></dd></div>
<div><dt>${say('term.amount')}</dt><dd><span translate="no">${formatDong(attempt.amount)}</span></dd></div>
</dl><p class="muted">${say(isTrusted ? 'closeTab' : 'closePage')}</p></section>`;
  const waiting =
    standing === 'pending' ? { stateUrl: c.req.path, state: standing, isWaiting: true } : {};
  return await c.html(layout({ locale, say, title, body, ...waiting }), 200, {
    'Cache-Control': 'no-store',
  });
}

const NOTICE = { paid: 'good', failed: 'bad', pending: '' } as const;

function standingOf(state: AttemptState): keyof typeof NOTICE {
  if (state === 'paid') return 'paid';
  return state === 'open' ? 'pending' : 'failed';
}
