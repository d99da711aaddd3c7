import { html } from 'hono/html';
import { formatInstant } from '../../shared/calendar-date.ts';
import { formatDong } from '../../shared/money.ts';
import { shortfallText } from '../../shared/parts-text.ts';
import type { Locale } from '../../shared/schemas/common.ts';
import { isExpired } from '../orders/core/is-expired.ts';
import type { Html } from './layout.ts';
import { type LinkState, RETURNED } from './link-state.ts';
import type { Say } from './say.ts';

interface Standing {
  say: Say;
  locale: Locale;
  /** The page's own address, `/pay/<token>`. */
  path: string;
  /** Without JavaScript, the page reloads itself. */
  isWaiting: boolean;
  state: LinkState;
}

/** The link's page in the language that it is shown in. */
export function linkUrl({ path, locale }: Pick<Standing, 'path' | 'locale'>): string {
  return `${path}?lang=${locale}`;
}

/** The payment state of a link's lines, and of money that paid nothing. */
export function statusNotice(page: Standing): Html {
  return html`${standing(page)}${refundNotices(page.say, page.state)}`;
}

function standing(page: Standing): Html {
  const { say, state } = page;
  if (state.inReview > 0) {
    const values = { unapplied: formatDong(state.inReview) };
    return notice('', say('reviewTitle'), say('reviewText', values));
  }
  if (state.due === 0) return end(say, state);
  if (state.short) return shortNotice(page, state.short);
  if (state.lastAttempt === 'failed') return notice('bad', say('failedTitle'), say('failedText'));
  return state.lastAttempt === 'pending' ? unconfirmedNotice(page) : html``;
}

/** A button to look again: scripts may not run, and a page with a form never reloads itself without them. */
function unconfirmedNotice(page: Standing): Html {
  const { say, isWaiting } = page;
  const url = isWaiting ? `${linkUrl(page)}&${RETURNED}` : linkUrl(page);
  const again = html`<p><a class="button plain" href="${url}">${say('checkAgain')}</a></p>`;
  return notice('', say('pendingTitle'), say(isWaiting ? 'pendingText' : 'unconfirmedText'), again);
}

function notice(
  kind: '' | 'bad' | 'good',
  title: string,
  text: string,
  more: Html | '' = '',
): Html {
  return html`<section class="card notice ${kind}" role="status"><h2>${title}</h2><p>${text}</p>${more}</section>`;
}

/** The reason why nothing is to be paid any more. */
export function endOf({
  opened: { link, lines, order },
  payments,
}: LinkState):
  | 'paid'
  | 'paidByOthers'
  | 'partlyExpired'
  | 'expired'
  | 'cancelled'
  | 'lineCancelled' {
  if (lines.some((line) => line.state === 'paid')) {
    if (lines.some((line) => isExpired(order, line))) return 'partlyExpired';
    // Shown only to its payer: people who have paid nothing see no success.
    return payments.some(({ receiptUrl }) => receiptUrl !== null) ? 'paid' : 'paidByOthers';
  }
  if (order.expired_at !== null) return 'expired';
  return link.order_line_id === null ? 'cancelled' : 'lineCancelled';
}

function end(say: Say, state: LinkState): Html {
  const name = endOf(state);
  const title = say(`${name}Title`);
  if (name === 'paid' || name === 'paidByOthers') return notice('good', title, say(`${name}Text`));
  if (name === 'partlyExpired') {
    const { order, lines } = state.opened;
    const count = lines.filter((line) => isExpired(order, line)).length;
    const paid = lines.filter((line) => line.state === 'paid').length;
    return notice('', title, say('partlyExpiredText', { paid, count }));
  }
  if (name === 'expired') return notice('', title, say('expiredText'));
  const reason = state.opened.lines.find((line) => line.cancel_reason)?.cancel_reason;
  const because = reason ? ` ${say('cancelReason', { reason })}` : '';
  return notice('', title, `${say('cancelledText')}${because}`);
}

/** The missing amount, and the way on to where it was begun: the same reference, or the gateway's page. */
function shortNotice({ say, path }: Standing, short: NonNullable<LinkState['short']>): Html {
  const values = { unapplied: formatDong(short.unapplied), missing: formatDong(short.missing) };
  const isTransfer = short.method === 'bank_transfer';
  const url = isTransfer ? `${path}/transfers/${short.attemptId}` : short.redirectUrl;
  const text = isTransfer
    ? shortfallText(say, values, short.partsUntil)
    : say('gatewayUnderpaid', values);
  const link = url ? html`<p><a class="button plain" href="${url}">${say('payRest')}</a></p>` : '';
  return html`<section class="card notice" role="status"><p>${text}</p>${link}</section>`;
}

/** For each refund: how and when the money came, and why it goes or went back. */
function refundNotices(say: Say, { refunds }: LinkState): Html {
  return html`${refunds.map((refund) => {
    const values = {
      amount: formatDong(refund.amount),
      method: say(`method.${refund.method}`),
      time: formatInstant(refund.receivedAt),
      reason: say(`refundReason.${refund.reason}`),
      reference: refund.reference ?? '',
    };
    if (refund.state !== 'refunded') {
      return html`<p class="card notice" role="status">${say('refundDue', values)}</p>`;
    }
    const text = say(refund.reference ? 'refundedBy' : 'refunded', values);
    return html`<p class="card notice good" role="status">${text}</p>`;
  })}`;
}
