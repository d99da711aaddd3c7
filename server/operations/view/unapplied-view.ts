import { html } from 'hono/html';
import { formatDate, formatInstant } from '../../../shared/calendar-date.ts';
import { formatDong, formatInteger } from '../../../shared/money.ts';
import type { NearReason } from '../../payments/core/near-references.ts';
import { licenseText } from '../deeds/chosen-lines.ts';
import type { Guess } from '../lists/guess-orders.ts';
import type { Twin } from '../lists/list-twins.ts';
import type { Underpaid } from '../lists/list-underpaid.ts';
import type { UnappliedWork } from '../lists/list-work.ts';
import { choicesOf, type Forms, textField } from './forms.ts';
import { joinByNumberForm, setAsideForm, splitForm } from './other-deeds-view.ts';
import { twinDetails } from './twin-view.ts';
import { unassignForm } from './unassign-form.ts';
import { customersOf, facts, GATEWAY, type Html, payerOf } from './view-parts.ts';

const BECAUSE = {
  reference: 'mã thanh toán',
  order_number: 'số đơn hàng',
  tax_code: 'mã số thuế',
  amount: 'số tiền',
};

/** Unmatched money, or money that a gateway suspects of fraud. */
export function unappliedItem(payment: UnappliedWork, twin: Twin | undefined, form: Forms): Html {
  const fields = { paymentId: payment.id };
  const isSuspected = payment.unapplied_reason === 'suspected_fraud';
  return html`<li>
<div class="row"><strong>${formatDong(payment.amount)}</strong><span class="status">${isSuspected ? 'Cổng thanh toán nghi ngờ gian lận' : 'Không khớp đơn hàng nào'}</span></div>
${facts({
  'Nhận qua': GATEWAY[payment.gateway],
  'Nhận lúc': formatInstant(payment.received_at),
  'Mã giao dịch': payment.gateway_transaction_id,
  'Mã tham chiếu ngân hàng': payment.bank_reference,
  'Nội dung': `«${payment.memo}»`,
  'Đơn hàng': payment.orderNumber,
})}
${isSuspected ? approval(payment, form) : assignment(payment, form)}
${twin ? twinDetails(payment, twin, form) : ''}
${isSuspected ? '' : otherDeeds(payment, form)}
${form({ path: 'payments/return', fields, label: 'Chuyển sang cần hoàn', isMoney: true, isPlain: true })}
</li>`;
}

/** A part of a payment is neither split again nor a second report. */
function otherDeeds(payment: UnappliedWork, form: Forms): Html {
  return html`${payment.split_of === null ? splitForm(payment, form) : ''}
${payment.split_of === null ? joinByNumberForm(payment, form) : ''}
${setAsideForm(payment, form)}`;
}

function approval({ id, orderNumber }: UnappliedWork, form: Forms): Html {
  const label = orderNumber ? 'Chấp nhận và áp dụng' : 'Chấp nhận';
  return form({ path: 'payments/approve', fields: { paymentId: id }, label, isMoney: true });
}

/** One of the likeliest orders, or any by its number. */
function assignment({ id, guesses }: UnappliedWork, form: Forms): Html {
  return form({
    path: 'payments/assign',
    fields: { paymentId: id },
    label: 'Gán cho đơn hàng',
    isMoney: true,
    body: (typed, refused) => {
      const isOfCustomer = refused?.field === 'taxCode';
      const number = (label: string) =>
        textField(label, 'orderNumber', typed('orderNumber'), {
          isRefused: refused !== null && !isOfCustomer && !refused.choices,
          maxLength: 20,
          isRequired: guesses.length === 0,
        });
      const customer = textField(
        'MST khách hàng (nếu tiền của một khách hàng)',
        'taxCode',
        typed('taxCode'),
        {
          isRefused: isOfCustomer,
          maxLength: 20,
          isRequired: false,
        },
      );
      if (guesses.length === 0)
        return html`${number('Số đơn hàng')}
${customer}${choicesOf('choice', refused, typed)}`;
      const chosen = typed('orderId');
      return html`<fieldset><legend>Khoản tiền này có thể là của</legend>
${guesses.map((guess) => choice(guess, chosen))}
<div class="choice"><label class="check"><input type="radio" name="orderId" value=""${chosen === '' ? html` checked` : ''}>Đơn hàng khác</label>${number('Số đơn hàng')}</div>
</fieldset>
${customer}${choicesOf('choice', refused, typed)}`;
    },
  });
}

function choice(guess: Guess, chosenOrderId: string): Html {
  const { lines } = guess;
  const license = lines.length === 1 && lines[0] ? licenseText(lines[0]) : null;
  return html`<label class="choice"><input type="radio" name="orderId" value="${guess.orderId}"${chosenOrderId === guess.orderId ? html` checked` : ''}>
<span><strong>${guess.orderNumber}</strong> · ${customersOf(lines[0]?.customer_name, lines.length)} · ${dueText(guess)}<br>
<span class="muted">${[license, guess.firmName, reasonsOf(guess)].filter(Boolean).join(' · ')}</span></span></label>`;
}

/** What the money will do: late money pays closed lines while an order of them would cost no more. */
function dueText({ lines, due }: Guess): string {
  if (lines.some(({ state }) => state === 'awaiting_payment')) return formatDong(due);
  return lines.some(({ state }) => state === 'cancelled')
    ? `${formatDong(due)}, đã đóng: tiền đến trong 7 ngày sau khi đóng vẫn gia hạn nếu còn gia hạn được, nếu không sẽ chuyển sang cần hoàn`
    : 'không còn khoản cần thanh toán, tiền sẽ chuyển sang cần hoàn';
}

const NEAR: Record<NearReason, string> = {
  cut: 'thiếu hoặc sai ký tự cuối',
  missing: 'thiếu một ký tự',
  extra: 'thừa một ký tự',
  wrong: 'sai một ký tự',
  swapped: 'hai ký tự đổi chỗ',
  prefix: 'sai phần đầu',
};

function reasonsOf({ because, near, formerTaxCodes, inDoubt }: Guess): string {
  const exact = because.flatMap((why) => {
    if (why === 'near_reference') return [];
    if (why === 'amount' && inDoubt > 1)
      return `số tiền của ${formatInteger(inDoubt)} giấy phép (ghi MST khách hàng, hoặc chọn ở bước sau)`;
    return BECAUSE[why];
  });
  return [
    ...(near
      ? [`gần đúng mã thanh toán ${near.reference} (ghi «${near.written}»: ${NEAR[near.reason]})`]
      : []),
    ...(exact.length > 0 ? [`trùng ${exact.join(', ')}`] : []),
    ...formerTaxCodes.map(
      ({ taxCode, presentTaxCode }) => `mã số thuế ${taxCode} nay là ${presentTaxCode}`,
    ),
  ].join('; ');
}

/** A short transfer that nobody has completed for days: somebody may want to ask. */
export function underpaidItem(money: Underpaid, form: Forms): Html {
  return html`<li>
<div class="row"><strong>${money.orderNumber}: còn thiếu ${formatDong(money.missing)}</strong><span class="status">Đã nhận ${formatDong(money.unapplied)}</span></div>
${facts({
  'Khách hàng': customersOf(money.customerName, Number(money.lineCount)),
  'Người thanh toán': payerOf(money),
  'Nội dung chuyển khoản': money.reference,
  'Nhận lần cuối': formatInstant(money.newestAt),
  'Hạn thanh toán': formatDate(money.until),
})}
${money.payments.map(
  (payment) => html`${facts({
    'Khoản đã nhận': `${formatDong(payment.unapplied)} «${payment.memo}»`,
    'Mã giao dịch': payment.gateway_transaction_id,
    'Mã tham chiếu ngân hàng': payment.bank_reference,
  })}
${unassignForm({ ...payment, paymentId: payment.id, method: money.method }, form, 'Không phải tiền của đơn hàng này')}`,
)}
</li>`;
}
