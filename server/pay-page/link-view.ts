import { html } from 'hono/html';
import {
  type CalendarDate,
  calendarDateAt,
  formatDate,
  formatInstant,
} from '../../shared/calendar-date.ts';
import { isShortGain } from '../../shared/license-term.ts';
import { changesUsers, lineRemarks } from '../../shared/line-remarks.ts';
import { formatDong, sumDong } from '../../shared/money.ts';
import type { Locale, PaymentMethod } from '../../shared/schemas/common.ts';
import type { PaymentMethods } from '../../shared/schemas/payment.ts';
import { soldText } from '../../shared/sold-text.ts';
import { termText } from '../../shared/term-text.ts';
import type { Tables } from '../database/tables.ts';
import type { Seller } from '../directory/portals/seller.ts';
import { countCustomers } from '../orders/core/count-customers.ts';
import { effectOfOrderLine, soldByLine } from '../orders/core/order-line-remarks.ts';
import { ordererPhone } from '../orders/core/orderer-phone.ts';
import { termOfLine } from '../orders/core/term-of-line.ts';
import type { Html } from './layout.ts';
import { isAllInReview, type LinkState } from './link-state.ts';
import type { Say } from './say.ts';
import { linkUrl, statusNotice } from './status-notice.ts';

export interface LinkView {
  say: Say;
  locale: Locale;
  /** The page's own address, `/pay/<token>`. */
  path: string;
  /** There is nothing on it to choose: without JavaScript, it reloads itself. */
  isWaiting: boolean;
  firmName: string;
  today: CalendarDate;
  seller: Seller;
  state: LinkState;
  methods: PaymentMethods['methods'];
  /** Why the submitted form led nowhere; null when it succeeded, or none was submitted. */
  problem: string | null;
  /** The method that the problem is about, if any. */
  refused: PaymentMethod | null;
}

/** The lines, their state, and how to pay. */
export function linkView(view: LinkView): Html {
  const { say, state } = view;
  const { order } = state.opened;
  return html`${statusNotice(view)}
<section class="card">
<h1>${say('forLines')}</h1>
${forWhom(view)}
<p class="muted">${say('resultOrder', { number: order.number })}. ${say('placedBy', {
    placedBy: order.accountant_name,
    firm: view.firmName,
  })}${phone(ordererPhone(order))}</p>
<p class="muted">${seller(view)}</p>
${state.due > 0 ? amountDue(view) : ''}
</section>
${state.due > 0 ? payment(view) : receipt(say, view.locale, state)}
<section class="card" aria-labelledby="lines">
<h2 id="lines">${say('details')}</h2>
<ul class="lines">${state.opened.lines.map((line) => lineItem(view, line))}</ul>
</section>
${state.due > 0 ? '' : html`<p class="muted">${openUntil(view)}</p>`}`;
}

/** What is to be paid, and by when. */
function amountDue({ say, state }: LinkView): Html {
  return html`<p class="due"><span>${say('toPay')}</span><strong translate="no">${formatDong(toPay(state))}</strong></p>
<p class="muted">${say('term.dueDate')}: <span translate="no">${formatDate(state.opened.order.due_date)}</span></p>`;
}

/** The telephone of the person who ordered, for questions. */
function phone(number: string): Html {
  if (number === '') return html``;
  return html`. <a href="tel:${number.replace(/[^+\d]/g, '')}" translate="no">${number}</a>`;
}

function seller({ say, seller: { name, taxCode } }: LinkView): Html {
  const code = taxCode && html` (${say('term.taxCode')} <span translate="no">${taxCode}</span>)`;
  return html`${say('seller')}: <span translate="no">${name}</span>${code}`;
}

/** On a phone, the list of lines is far below. */
function forWhom(view: LinkView): Html {
  const { say, state } = view;
  const { lines } = state.opened;
  const [line, ...others] = lines;
  if (line === undefined) return html``;
  const customers = countCustomers(lines);
  const licenses = lines.length > customers ? say('licenses', { count: lines.length }) : '';
  if (customers > 1) {
    const count = [say('customers', { count: customers }), licenses].filter(Boolean).join(', ');
    return html`<p><strong>${count}</strong></p>
${remarkCounts(view)}`;
  }
  return html`<p><strong translate="no">${line.customer_name}</strong><br>${say('term.taxCode')} <span translate="no">${line.tax_code}</span>${licenses && html`<br>${licenses}`}</p>
${others.length > 0 ? remarkCounts(view) : remarks(view, line)}`;
}

/** Remarks on a line, shown before it is paid. */
function remarks({ say, locale, today }: LinkView, line: Tables['order_lines']): Html {
  const found = lineRemarks(say, locale, effectOfOrderLine(line, today));
  if (found.length === 0) return html``;
  return html`<p class="remarks">${found.map(({ kind, text }) => html`<span class="remark ${kind}">${text}</span> `)}</p>`;
}

/** The remarks on the lines still to pay, and the number of lines. */
function remarkCounts({ say, state, today }: LinkView): Html {
  const effects = state.opened.lines
    .filter((line) => line.state === 'awaiting_payment')
    .map((line) => effectOfOrderLine(line, today));
  const changes = effects.filter((effect) => effect.changesPlan).length;
  const short = effects.filter(({ daysGained }) => isShortGain(daysGained)).length;
  const users = effects.filter(changesUsers).length;
  const gaps = effects.filter(({ gap }) => gap).length;
  if (changes + users + gaps + short === 0) return html``;
  return html`<p class="remarks">
${changes > 0 ? html`<span class="remark planChange">${say('planChanges', { count: changes })}</span>` : ''}
${users > 0 ? html`<span class="remark">${say('userChanges', { count: users })}</span>` : ''}
${gaps > 0 ? html`<span class="remark gap">${say('gaps', { count: gaps })}</span>` : ''}
${short > 0 ? html`<span class="remark">${say('shortGains', { count: short })}</span>` : ''}
</p>`;
}

/** After a short transfer, the rest: its payer continues with it. */
function toPay({ due, short }: LinkState): number {
  return short && short.covers === due ? short.missing : due;
}

/**
 * How to pay; nothing while the whole amount is here and being checked. A payer who comes back from a gateway waits
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

/** A short amount belongs to one method; another method takes the whole amount anew. */
function fullAmountNote(say: Say, { due, short }: LinkState): Html {
  if (!short) return html``;
  const values = { due: formatDong(due), unapplied: formatDong(short.unapplied) };
  const name = short.method === 'bank_transfer' ? 'fullAmount.transfer' : 'fullAmount';
  return html`<p class="muted">${say(name, values)}</p>`;
}

function methodForm({ say, path, locale, methods, problem, refused, state }: LinkView): Html {
  const usable = methods.filter((offer) => offer.unavailable === null);
  const proposed = usable.find(({ method }) => method !== refused) ?? usable[0];
  const isShown = methods.some(({ method }) => method === refused);
  const error = problem
    ? html`<p id="method-error" class="card notice bad" role="alert">${problem}</p>`
    : '';
  return html`<form class="card" method="post" action="${path}/attempts">
<input type="hidden" name="lang" value="${locale}">
<fieldset${problem ? html` aria-describedby="method-error"` : ''}>
<legend>${say('choose')}</legend>
${fullAmountNote(say, state)}
${methods.map(
  ({ method, unavailable, limit }) => html`<label class="method">
<input type="radio" name="method" value="${method}"${method === proposed?.method ? html` checked` : ''}${unavailable ? html` disabled` : ''}>
<span>${say(`method.${method}`)}</span>
<span class="muted">${unavailable ? say(`unavailable.${unavailable}`, { limit: formatDong(limit ?? 0) }) : say(`method.${method}.hint`)}</span>
</label>${method === refused ? error : ''}`,
)}
${isShown ? '' : error}
</fieldset>
<p class="muted" role="status" data-opening hidden>${say('opening')}</p>
<button type="submit">${say('payNow')}</button>
</form>`;
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

function lineItem(view: LinkView, line: Tables['order_lines']): Html {
  const { say, locale, state } = view;
  const to = state.renewedTo.get(line.id) ?? line.new_expiry;
  const values = { from: formatDate(line.present_expiry), to: formatDate(to) };
  const status =
    line.state === 'awaiting_payment'
      ? ''
      : html`<span class="status ${line.state}">${say(`lineState.${line.state}`)}</span>`;
  return html`<li>
<div class="name" translate="no">${line.customer_name}</div>
<div class="row"><span class="muted">${say('term.taxCode')} <span translate="no">${line.tax_code}</span></span>${status}</div>
<div class="row"><span>${soldText(say, locale, soldByLine(line), line.list)}</span><span class="amount" translate="no">${formatDong(line.total)}</span></div>
<div class="muted">${termText(say, termOfLine(line))}. ${say('expiry', values)}</div>
${remarks(view, line)}
</li>`;
}
