import { html, nothing, type TemplateResult } from 'lit';
import { calendarDateAt, formatDate } from '../../shared/calendar-date.ts';
import { formatDong } from '../../shared/money.ts';
import type { Order, OrderLine } from '../../shared/schemas/order.ts';
import type { SignIn } from '../api/sign-in.ts';
import type { Translate } from '../messages/index.ts';
import { pageOf, pager } from '../ui/pager.ts';
import { moneyNotices } from './money-notices.ts';

/** The paid lines, when they were paid, and their new expiry. Goes with `listStyles`. */
export function paidLines(
  t: Translate,
  lines: readonly OrderLine[],
  page: number,
  onPage: (page: number) => void,
): TemplateResult {
  return html`<section class="card list-card" aria-label=${t('lines')}>
    <table>
      <thead>
        <tr>
          <th>${t('term.customer')}</th>
          <th>${t('term.newExpiry')}</th>
          <th>${t('paidOn')}</th>
          <th class="number">${t('term.amount')}</th>
        </tr>
      </thead>
      <tbody>
        ${pageOf(lines, page).map(
          (line) => html`<tr>
            <td class="main">
              <strong>${line.customer.name}</strong>
              <div class="muted">${line.customer.taxCode}</div>
            </td>
            <td data-label=${t('term.newExpiry')}><strong>${formatDate(line.newExpiry)}</strong></td>
            <td data-label=${t('paidOn')}>${line.paidAt === null ? nothing : formatDate(calendarDateAt(line.paidAt))}</td>
            <td class="number" data-label=${t('term.amount')} translate="no">${formatDong(line.total)}</td>
          </tr>`,
        )}
      </tbody>
    </table>
    ${pager(t, lines.length, page, onPage)}
  </section>`;
}

/** Notices that the order is paid, and what becomes of surplus money. */
export function paidNotices(signIn: SignIn, order: Order, count: number): TemplateResult {
  const { t } = signIn;
  return html`<div class="notice good" role="status">
      <h3>${t('paid.title')}</h3>
      <p>${t('paid.text', { count })}</p>
    </div>
    ${moneyNotices(signIn, order)}`;
}

/** Next steps after a payment: the rest, the newest receipt, the order. */
export function paidActions(
  t: Translate,
  { due, payments }: Order,
  onPayRest: () => void,
  onDetails: () => void,
): TemplateResult {
  const receipt = payments.findLast(({ receiptUrl }) => receiptUrl !== null)?.receiptUrl;
  return html`<div class="row">
    ${due > 0 ? html`<button type="button" @click=${onPayRest}>${t('pay.rest', { amount: formatDong(due) })}</button>` : nothing}
    ${receipt ? html`<a class="button" href=${receipt} target="_blank" rel="noopener">${t('receipt')}</a>` : nothing}
    <button type="button" class="primary" @click=${onDetails}>${t('viewDetails')}</button>
  </div>`;
}
