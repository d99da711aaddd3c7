import { html } from 'hono/html';
import { formatInstant } from '../../../shared/calendar-date.ts';
import { formatDong } from '../../../shared/money.ts';
import type { RefundWork } from '../lists/list-refunds.ts';
import type { Twin } from '../lists/list-twins.ts';
import { type Forms, textField } from './forms.ts';
import { say } from './say.ts';
import { twinDetails } from './twin-view.ts';
import { unassignForm } from './unassign-form.ts';
import { customersOf, facts, GATEWAY, type Html, payerOf } from './view-parts.ts';

/** Money that has to go back, or is on its way. */
export function refundItem(
  refund: RefundWork,
  refundable: ReadonlySet<string>,
  twin: Twin | undefined,
  form: Forms,
): Html {
  const { state, refundState, amount, received } = refund;
  const fields = { refundDueId: refund.id };
  // A later refund, begun from another page, is another question.
  const seen = { ...fields, ...(refundState === 'unclear' && { refundId: refund.refundId ?? '' }) };
  const isByGateway =
    state === 'due' && refund.method === refund.gateway && refundable.has(refund.gateway);
  return html`<li>
<div class="row"><strong>${formatDong(amount)}</strong><span class="status">${refundStatus(refund)}</span></div>
${facts({
  'Lý do': say(`refundReason.${refund.reason}`),
  'Đơn hàng': refund.orderNumber,
  'Khách hàng': customersOf(refund.customerName, Number(refund.lineCount)),
  'Người thanh toán': payerOf(refund),
  'Thanh toán qua': GATEWAY[refund.gateway],
  'Số tiền đã nhận': amount === received ? null : formatDong(received),
  'Mã giao dịch': refund.transactionId,
  'Mã tham chiếu ngân hàng': refund.bankReference,
  'Nội dung': `«${refund.memo}»`,
  'Cần hoàn từ': formatInstant(refund.createdAt),
})}
${refund.error ? html`<p class="notice bad">${refund.error}</p>` : ''}
${isByGateway ? form({ path: 'refunds/request', fields, label: 'Hoàn qua cổng thanh toán', isMoney: true }) : ''}
${refundState === 'unclear' ? form({ path: 'refunds/reopen', fields: seen, label: 'Chưa hoàn: làm lại', isMoney: true, isPlain: true }) : ''}
${twin ? twinDetails(toldOf(refund), twin, form) : ''}
${refundState === 'pending' ? '' : markForm(seen, form)}
${state === 'due' && refund.isUnused ? unassignForm(refund, form, 'Không hoàn: dùng cho đơn hàng khác') : ''}
</li>`;
}

/** The details that small refunds of one payer share. */
export function refundGroup(refund: RefundWork) {
  return {
    title: formatDong(refund.amount),
    status: refundStatus(refund),
    rows: {
      'Lý do': say(`refundReason.${refund.reason}`),
      'Thanh toán qua': GATEWAY[refund.gateway],
      'Nội dung': `«${refund.memo}»`,
    },
  };
}

/** The payment to refund, as its reporter described it. */
function toldOf(refund: RefundWork) {
  return {
    id: refund.paymentId,
    gateway: refund.gateway,
    amount: refund.received,
    received_at: refund.receivedAt,
    gateway_transaction_id: refund.transactionId,
    bank_reference: refund.bankReference,
    accounts: refund.accounts,
    memo: refund.memo,
  };
}

function markForm(fields: Record<string, string>, form: Forms): Html {
  return form({
    path: 'refunds/mark',
    fields,
    label: 'Đã hoàn',
    isMoney: true,
    isPlain: true,
    body: (typed, refused) =>
      textField('Mã tham chiếu chuyển khoản', 'reference', typed('reference'), {
        isRefused: refused !== null,
      }),
  });
}

function refundStatus({ refundState }: RefundWork): string {
  if (refundState === 'pending') return 'Đang hoàn qua cổng';
  return refundState === 'unclear' ? 'Chưa rõ kết quả' : 'Chờ hoàn';
}
