import { html, nothing, type TemplateResult } from 'lit';
import { calendarDateAt, formatDate, formatInstant } from '../../shared/calendar-date.ts';
import { formatDong } from '../../shared/money.ts';
import type { Order } from '../../shared/schemas/order.ts';
import type { Translate } from '../messages/index.ts';

type Payment = Order['payments'][number];
type Refund = Payment['refunds'][number];

/** The money received, what became of each sum, and its receipt. */
export function paymentList(
  t: Translate,
  payments: readonly Payment[],
): TemplateResult | typeof nothing {
  if (payments.length === 0) return nothing;
  return html`<section class="card" aria-labelledby="payments">
    <h3 id="payments">${t('payments')}</h3>
    ${payments.map((payment) => paymentItem(t, payment))}
  </section>`;
}

function paymentItem(t: Translate, payment: Payment): TemplateResult {
  const { receivedAt, method, received, held, holdReason, refunds, receiptUrl } = payment;
  const at = formatInstant(receivedAt);
  return html`<div class="payment">
    <div class="row">
      <span>${at}</span>
      <span class="muted">${t(`method.${method}`)}</span>
      ${receiptUrl ? html`<a href=${receiptUrl} target="_blank" rel="noopener" aria-label="${t('receipt')} ${at}">${t('receipt')}</a>` : nothing}
      <strong class="end">${formatDong(received)}</strong>
    </div>
    ${
      held > 0 && holdReason
        ? html`<p class="fate"><span class="badge">${t('held', { amount: formatDong(held) })}</span> ${t(`hold.${holdReason}`)}</p>`
        : nothing
    }
    ${refunds.map((refund) => refundItem(t, refund))}
  </div>`;
}

function refundItem(t: Translate, refund: Refund): TemplateResult {
  const { state, refundedAt, reference } = refund;
  const isDone = state === 'refunded';
  return html`<p class="fate">
    <span class="badge ${isDone ? 'paid' : ''}">${t(`refund.${state}`, { amount: formatDong(refund.amount) })}</span>
    ${t(`refundReason.${refund.reason}`)}
    ${isDone && refundedAt !== null ? html`<span class="muted">· ${formatDate(calendarDateAt(refundedAt))}</span>` : nothing}
    ${isDone && reference ? html`<span class="muted">· ${t('refund.reference', { reference })}</span>` : nothing}
  </p>`;
}
