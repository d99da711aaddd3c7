import { html } from 'hono/html';
import { formatDate } from '../../shared/calendar-date.ts';
import { isShortGain } from '../../shared/license-term.ts';
import { changesUsers, lineRemarks } from '../../shared/line-remarks.ts';
import { formatDong } from '../../shared/money.ts';
import { soldText } from '../../shared/sold-text.ts';
import type { Tables } from '../database/tables.ts';
import { countCustomers } from '../orders/core/count-customers.ts';
import { effectOfOrderLine, soldByLine } from '../orders/core/order-line-remarks.ts';
import { ordererPhone } from '../orders/core/orderer-phone.ts';
import type { Html } from './layout.ts';
import type { LinkView } from './link-facts.ts';
import type { LinkState } from './link-state.ts';

/**
 * The head of the page: seller, customer, product, days, orderer and due date. On a phone, an owner reads only this
 * before the amount and the button, on one screen with them.
 */
export function linkHead(view: LinkView, hasForm: boolean): Html {
  const { say, state } = view;
  return html`<section class="card">
${sellerHead(view)}
<h1>${say('forLines')}</h1>
${forWhom(view)}
<dl class="facts">${lineFacts(view)}${state.due > 0 ? fact(say('term.dueDate'), formatDate(state.opened.order.due_date)) : ''}
${orderer(view)}</dl>
${headRemarks(view)}
${state.due > 0 && !hasForm ? amountDue(view) : ''}
</section>`;
}

/** Name, tax code, telephone and logo of the seller. */
export function sellerHead({
  say,
  seller: { name, taxCode, phone },
  logo,
}: Pick<LinkView, 'say' | 'seller' | 'logo'>): Html {
  const code = taxCode && html`${say('taxCodeOf')} <span translate="no">${taxCode}</span>`;
  const details = [code, phone && telephone(phone)].filter(Boolean);
  const separated = details.map((detail, i) => html`${i > 0 ? ' · ' : ''}${detail}`);
  return html`<header class="seller">${logo ? html`<img src="${logo}" alt="" height="36">` : ''}
<p><span class="unseen-label">${say('seller')}: </span><strong class="short" translate="no">${name}</strong>${details.length > 0 ? html`<span class="muted">${separated}</span>` : ''}</p></header>`;
}

/** The list of lines is far below on a phone. */
function forWhom({ say, state }: LinkView): Html {
  const { lines, order } = state.opened;
  const number = html`<span class="muted">${say('resultOrder', { number: order.number })}</span>`;
  const [line] = lines;
  if (line === undefined) return html``;
  const customers = countCustomers(lines);
  const licenses = lines.length > customers ? say('licenses', { count: lines.length }) : '';
  if (customers > 1) {
    const count = [say('customers', { count: customers }), licenses].filter(Boolean).join(', ');
    return html`<p><strong>${count}</strong><br>${number}</p>`;
  }
  return html`<p><strong class="short" translate="no">${line.customer_name}</strong><span class="muted">${say('taxCodeOf')} <span translate="no">${line.tax_code}</span> · </span>${number}${licenses && html`<br>${licenses}`}</p>`;
}

/** The renewed licence and its new days; several licences are in the list below. */
function lineFacts({ say, locale, state }: LinkView): Html {
  const [line, ...others] = state.opened.lines;
  if (line === undefined || others.length > 0) return html``;
  const to = state.renewedTo.get(line.id) ?? line.new_expiry;
  const expiries = `${formatDate(line.present_expiry)} → ${formatDate(to)}`;
  return html`${fact(say('term.plan'), soldText(say, locale, soldByLine(line)))}${fact(say('term.presentExpiry'), expiries)}`;
}

/** The orderer, with the telephone for questions. */
function orderer({ say, state, firmName }: LinkView): Html {
  const { order } = state.opened;
  const phone = ordererPhone(order);
  const who = html`<span class="short">${order.accountant_name}, ${firmName}</span>${phone && telephone(phone)}`;
  return html`${fact(say('orderedBy'), who)}`;
}

function fact(name: string, value: Html | string): Html {
  return html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
}

function telephone(number: string): Html {
  return html`<a href="tel:${number.replace(/[^+\d]/g, '')}" translate="no">${number}</a>`;
}

/** The amount to pay. */
export function amountDue({ say, state }: Pick<LinkView, 'say' | 'state'>): Html {
  return html`<p class="due"><span>${say('toPay')}</span><strong translate="no">${formatDong(toPay(state))}</strong></p>`;
}

/** The rest, after a short transfer: its payer continues with it. */
function toPay({ due, short }: LinkState): number {
  return short && short.covers === due ? short.missing : due;
}

function headRemarks(view: LinkView): Html {
  const [line, ...others] = view.state.opened.lines;
  if (line === undefined) return html``;
  return others.length > 0 ? remarkCounts(view) : remarks(view, line);
}

/** Remarks on a line, shown before it is paid. */
export function remarks({ say, locale, today }: LinkView, line: Tables['order_lines']): Html {
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
