import { html } from 'hono/html';
import { calendarDateAt, formatDate, formatInstant } from '../../shared/calendar-date.ts';
import { formatDong, sumDong } from '../../shared/money.ts';
import type { Locale } from '../../shared/schemas/common.ts';
import { soldText } from '../../shared/sold-text.ts';
import { termText } from '../../shared/term-text.ts';
import type { Tables } from '../database/tables.ts';
import { isExpired } from '../orders/core/is-expired.ts';
import { soldByLine } from '../orders/core/order-line-remarks.ts';
import { termOfLine } from '../orders/core/term-of-line.ts';
import type { Html } from './layout.ts';
import type { LinkView } from './link-facts.ts';
import { linkHead, remarks } from './link-head.ts';
import { isAllInReview, type LinkState } from './link-state.ts';
import { methodForm } from './method-form.ts';
import type { Say } from './say.ts';
import { linkUrl, statusNotice } from './status-notice.ts';

/** The lines, their state, and how to pay. */
export function linkView(view: LinkView): Html {
  const { say, state } = view;
  return html`${statusNotice(view)}
${linkHead(view, hasForm(view))}
${state.due > 0 ? payment(view) : receipt(say, view.locale, state)}
<section class="card" aria-labelledby="lines">
<h2 id="lines">${say('details')}</h2>
<ul class="lines">${state.opened.lines.map((line) => lineItem(view, line))}</ul>
</section>
${
  state.due > 0
    ? html`<p><button type="button" class="plain" hidden data-share="">${say('shareLink')}</button></p>`
    : html`<p class="muted">${openUntil(view)}</p>`
}`;
}

function hasForm({ state, isWaiting }: LinkView): boolean {
  return state.due > 0 && !isAllInReview(state) && !isWaiting;
}

/**
 * The ways to pay; none while the whole amount is here and being checked. A payer who comes back from a gateway waits
 * for its message first, on a page without a form: such a page may reload itself without JavaScript.
 */
function payment(view: LinkView): Html {
  const { say, state, isWaiting } = view;
  if (isAllInReview(state)) return html``;
  if (isWaiting) {
    return html`<p><a class="button plain" href="${linkUrl(view)}">${say('otherMethod')}</a></p>`;
  }
  return html`${overlapNotice(view)}${methodForm(view)}`;
}

/** The last day of a page on which nothing is left to pay. */
function openUntil({ say, state }: LinkView): string {
  return say('linkUntil', { date: formatDate(calendarDateAt(state.opened.link.expires_at)) });
}

/** Paying lines that somebody else is paying makes a refund due, so the warning comes first. */
function overlapNotice({ say, state }: LinkView): Html {
  const [other] = state.openAttempts;
  if (other === undefined) return html``;
  const values = { method: say(`method.${other.method}`), time: formatInstant(other.startedAt) };
  return html`<p class="card notice" role="status">${say('overlap', values)}</p>`;
}

/** Receipts of payments by this link; other payers have their own. */
function receipt(say: Say, locale: Locale, state: LinkState): Html {
  const { opened } = state;
  const paid = opened.lines.filter((line) => line.state === 'paid');
  const payments = state.payments.filter(({ receiptUrl }) => receiptUrl !== null);
  if (payments.length === 0) return html``;
  const paidAt = Math.max(...paid.map((line) => line.paid_at ?? 0));
  return html`<section class="card"><h2>${say('receipt')}</h2><dl>
<div><dt>${say('term.orderNumber')}</dt><dd><span translate="no">${opened.order.number}</span></dd></div>
<div><dt>${say('term.amount')}</dt><dd><span translate="no">${formatDong(sumDong(paid.map((line) => line.total)))}</span></dd></div>
<div><dt>${say('receivedAt')}</dt><dd><span translate="no">${formatInstant(paidAt)}</span></dd></div>
${payments.map(
  ({ method, amount, receiptUrl }) =>
    html`<div><dt>${say(`method.${method}`)}</dt><dd><span translate="no">${formatDong(amount)}</span>${
      receiptUrl
        ? html` <a href="${receiptUrl}?lang=${locale}" target="_blank">${say('printReceipt')}</a>`
        : ''
    }</dd></div>`,
)}
</dl></section>`;
}

function stateText({ say, state }: LinkView, line: Tables['order_lines']): string {
  const expired = isExpired(state.opened.order, line);
  return say(expired ? 'orderState.expired' : `lineState.${line.state}`);
}

function lineItem(view: LinkView, line: Tables['order_lines']): Html {
  const { say, locale, state } = view;
  const to = state.renewedTo.get(line.id) ?? line.new_expiry;
  const values = { from: formatDate(line.present_expiry), to: formatDate(to) };
  const status =
    line.state === 'awaiting_payment'
      ? ''
      : html`<span class="status ${line.state}">${stateText(view, line)}</span>`;
  return html`<li>
<div class="name" translate="no">${line.customer_name}</div>
<div class="row"><span class="muted">${say('term.taxCode')} <span translate="no">${line.tax_code}</span></span>${status}</div>
<div class="row"><span>${soldText(say, locale, soldByLine(line), line.list)}</span><span class="amount" translate="no">${formatDong(line.total)}</span></div>
<div class="muted">${termText(say, termOfLine(line))}. ${say('expiry', values)}</div>
${remarks(view, line)}
</li>`;
}
