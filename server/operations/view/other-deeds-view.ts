import { html } from 'hono/html';
import { formatInstant } from '../../../shared/calendar-date.ts';
import { formatDong } from '../../../shared/money.ts';
import type { SetAside } from '../../payments/corrections/set-aside.ts';
import { MOST_PARTS } from '../../payments/corrections/split-payment.ts';
import type { UnappliedWork } from '../lists/list-work.ts';
import { choicesOf, type Forms, textField } from './forms.ts';
import { facts, GATEWAY, type Html } from './view-parts.ts';

/** One payment over several orders; open where the memo names more than one. */
export function splitForm({ id, amount, guesses }: UnappliedWork, form: Forms): Html {
  const named = guesses.filter(
    ({ because }) => because.includes('reference') || because.includes('order_number'),
  );
  const suggested = named.length >= 2 ? named.slice(0, MOST_PARTS) : [];
  return form({
    path: 'payments/split',
    summary: 'Chia cho nhiều đơn hàng',
    isOpen: suggested.length >= 2,
    fields: { paymentId: id },
    label: 'Chia cho các đơn hàng',
    isMoney: true,
    body: (
      typed,
      refused,
    ) => html`<fieldset><legend>Chia đủ ${formatDong(amount)}; ghi MST khi phần tiền chỉ của một khách hàng</legend>
${Array.from({ length: MOST_PARTS }, (_, at) => {
  const guess = suggested[at];
  const [order, part, customer] = [`orderNumber${at + 1}`, `amount${at + 1}`, `taxCode${at + 1}`];
  const field = (label: string, name: string, value: string, isRequired: boolean) =>
    textField(label, name, typed(name, value), {
      ...{ maxLength: 20, isRequired, isRefused: refused?.field === name },
    });
  return html`<div class="choice part">${guess ? html`<input type="hidden" name="orderId${at + 1}" value="${guess.orderId}"><input type="hidden" name="knownNumber${at + 1}" value="${guess.orderNumber}">` : ''}
${field('Số đơn hàng', order, guess?.orderNumber ?? '', at < 2)}
${field('Số tiền', part, guess ? partOf(amount, suggested, at) : '', at < 2)}
${field('MST khách hàng', customer, '', false)}</div>${choicesOf(`choice${at + 1}`, refused, typed)}`;
})}</fieldset>`,
  });
}

/** The amount due of each order, where they add up to the payment; else no amounts are suggested. */
function partOf(amount: number, guesses: UnappliedWork['guesses'], at: number): string {
  const sum = guesses.reduce((total, { due }) => total + due, 0);
  const due = guesses[at]?.due ?? 0;
  return sum === amount ? formatDong(due).replace(/\s*₫$/, '') : '';
}

/** Examples: bank interest, a transfer of our own. */
export function setAsideForm({ id }: UnappliedWork, form: Forms): Html {
  return form({
    summary: 'Không phải tiền khách hàng',
    path: 'payments/set-aside',
    fields: { paymentId: id },
    label: 'Không phải tiền khách hàng',
    isMoney: true,
    isPlain: true,
    body: (typed, refused) =>
      textField('Ghi chú', 'note', typed('note'), { maxLength: 200, isRefused: refused !== null }),
  });
}

/** A form for a second report that the page has not found: by its number. */
export function joinByNumberForm({ id }: UnappliedWork, form: Forms): Html {
  return form({
    summary: 'Cùng giao dịch với khoản đã ghi nhận',
    path: 'payments/join',
    fields: { paymentId: id },
    label: 'Cùng một giao dịch',
    isMoney: true,
    isPlain: true,
    body: (typed, refused) =>
      textField('Mã giao dịch hoặc mã tham chiếu ngân hàng', 'number', typed('number'), {
        isRefused: refused !== null,
      }),
  });
}

/** Money that a person has found to be no customer's. */
export function setAsideItem(payment: SetAside, form: Forms): Html {
  return html`<li>
<div class="row"><strong>${formatDong(payment.set_aside)}</strong><span class="muted">${formatInstant(payment.received_at)}</span></div>
${facts({
  'Ghi chú': payment.set_aside_note,
  'Nhận qua': GATEWAY[payment.gateway],
  'Mã giao dịch': payment.gateway_transaction_id,
  'Mã tham chiếu ngân hàng': payment.bank_reference,
  'Nội dung': `«${payment.memo}»`,
})}
${form({ path: 'payments/take-back', fields: { paymentId: payment.id }, label: 'Đưa lại vào tiền đang giữ', isMoney: true, isPlain: true })}
</li>`;
}
