import { html } from 'hono/html';
import { formatInstant } from '../../../shared/calendar-date.ts';
import { formatDong } from '../../../shared/money.ts';
import type { OddOutcome } from '../../payments/settlement/gateway-messages.ts';
import type { OddMessage } from '../lists/list-odd-messages.ts';
import type { Forms } from './forms.ts';
import { customersOf, facts, GATEWAY, type Html } from './view-parts.ts';

export const OUTCOME: Record<OddOutcome, string> = {
  amount_differs: 'Sai số tiền',
  amount_differs_suspected: 'Sai số tiền, nghi ngờ gian lận',
  unreadable: 'Không đọc được',
  odd_moment: 'Thời điểm không hợp lệ, đã ghi theo lúc nhận thông báo',
  suspected_after_paid: 'Nghi ngờ gian lận sau khi đã ghi nhận',
  unanswered: 'Cổng không trả lời trong 30 ngày',
  not_kept: 'Quá nhiều thông báo trong một giờ, chỉ giữ thông báo đầu tiên',
};

/** A verified message without a payment, or an attempt without an answer. */
export function oddItem(message: OddMessage, form: Forms): Html {
  const { id, gateway, outcome, asked, amount, recorded } = message;
  const fields = { messageId: id };
  return html`<li>
<div class="row"><strong>${GATEWAY[gateway]}</strong><span class="status">${OUTCOME[outcome]}</span></div>
${facts({
  'Đơn hàng': message.orderNumber,
  'Khách hàng': customersOf(message.customerName, Number(message.lineCount)),
  'Mã thanh toán': message.reference,
  'Số tiền yêu cầu': asked === null ? null : formatDong(asked),
  'Số tiền báo đã nhận': amount === null ? null : formatDong(amount),
  'Mã giao dịch': message.transaction_id,
  'Thời điểm cổng báo': message.note,
  'Nhận lúc': `${formatInstant(message.received_at)}${message.times > 1 ? ` (${message.times} lần)` : ''}`,
  'Đã ghi nhận': recorded === null ? null : formatDong(recorded),
})}
${outcome === 'unanswered' ? html`<p>Kiểm tra mã thanh toán này tại cổng: khách có thể đã trả tiền.</p>` : html`<details><summary>Nguyên văn thông báo</summary><pre>${message.raw}</pre></details>`}
${amount && recorded === null ? form({ path: 'messages/record', fields, label: 'Ghi nhận tiền đã nhận', isMoney: true }) : ''}
${form({ path: 'messages/review', fields, label: 'Đã xem', isPlain: true })}
</li>`;
}
