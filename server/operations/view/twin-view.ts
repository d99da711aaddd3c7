import { html } from 'hono/html';
import { formatInstant } from '../../../shared/calendar-date.ts';
import { formatDong } from '../../../shared/money.ts';
import type { GatewayName } from '../../database/tables.ts';
import type { DuplicateHint } from '../../payments/settlement/same-movement.ts';
import type { DoubtfulReport, Twin } from '../lists/list-twins.ts';
import type { UnappliedWork } from '../lists/list-work.ts';
import type { Forms } from './forms.ts';
import { facts, GATEWAY, type Html } from './view-parts.ts';

const HINT: Record<DuplicateHint, string> = {
  bank_reference: 'cùng mã tham chiếu ngân hàng',
  attempt: 'cùng mã thanh toán trong nội dung',
  near_attempt: 'mã thanh toán trong nội dung gần giống',
  memo: 'cùng nội dung',
  amount_and_time: 'cùng số tiền, cách nhau không quá một giờ',
};

/** One reporter's report, for comparing two of them. */
interface Told {
  gateway: GatewayName;
  amount: number;
  received_at: number;
  gateway_transaction_id: string;
  bank_reference: string | null;
  accounts: string;
  memo: string;
}

/** A possible duplicate of recorded money: one movement, or two. */
export function possibleDuplicateItem(
  payment: UnappliedWork,
  twin: Twin | undefined,
  form: Forms,
): Html {
  const fields = { paymentId: payment.id };
  return html`<li>
<div class="row"><strong>${formatDong(payment.amount)}</strong><span class="status">Có thể bị báo hai lần</span></div>
${twin ? comparison(payment, twin) : facts(toldFacts(payment, null))}
${twin ? joinForm(payment.id, twin, form) : ''}
${form({ path: 'payments/separate', fields, label: 'Hai giao dịch khác nhau', isMoney: true, isPlain: true })}
</li>`;
}

/** Another payment that may be the same movement, where a person can join the two. */
export function twinDetails(payment: Told & { id: string }, twin: Twin, form: Forms): Html {
  return html`<details><summary>Có thể trùng với khoản đã ghi nhận ${formatInstant(twin.payment.received_at)}</summary>
${comparison(payment, twin)}
${joinForm(payment.id, twin, form)}</details>`;
}

function joinForm(paymentId: string, { payment }: Twin, form: Forms): Html {
  return form({
    path: 'payments/join',
    fields: { paymentId, ofPaymentId: payment.id },
    label: 'Cùng một giao dịch',
    isMoney: true,
  });
}

function comparison(payment: Told, { payment: other, orderNumber, hints }: Twin): Html {
  return html`<p class="muted">Vì sao: ${[...hints.map((hint) => HINT[hint]), ...differences(payment, other)].join('; ')}.</p>
<div class="pair"><div><h3>Thông báo sau</h3>${facts(toldFacts(payment, null))}</div>
<div><h3>Đã ghi nhận</h3>${facts(toldFacts(other, orderNumber))}</div></div>`;
}

function differences(a: Told, b: Told): string[] {
  const accounts = (told: Told) => told.accounts.split(' ').filter(Boolean);
  const isOther =
    a.accounts !== '' && b.accounts !== '' && !accounts(a).some((one) => accounts(b).includes(one));
  return [
    ...(a.amount === b.amount
      ? []
      : [`số tiền khác nhau ${formatDong(Math.abs(a.amount - b.amount))}`]),
    ...(isOther ? ['hai tài khoản khác nhau'] : []),
  ];
}

function toldFacts(told: Told, orderNumber: string | null) {
  return {
    'Nhận qua': GATEWAY[told.gateway],
    'Số tiền': formatDong(told.amount),
    'Nhận lúc': formatInstant(told.received_at),
    'Tài khoản': told.accounts,
    'Mã tham chiếu ngân hàng': told.bank_reference,
    'Mã giao dịch': told.gateway_transaction_id,
    'Nội dung': `«${told.memo}»`,
    'Đơn hàng': orderNumber,
  };
}

/** A report that was joined to a payment; a person may find it to be another movement. */
export function doubtfulItem(report: DoubtfulReport, form: Forms): Html {
  const first: Told = {
    gateway: report.firstGateway,
    amount: report.firstAmount,
    received_at: report.firstReceivedAt,
    gateway_transaction_id: report.firstTransaction,
    bank_reference: report.firstReference,
    accounts: report.firstAccounts,
    memo: report.firstMemo,
  };
  const why =
    report.because === 'person'
      ? 'Người vận hành đã gộp.'
      : 'Đã gộp vì cùng mã thanh toán và số tiền; giờ giao dịch cách nhau hơn 15 phút.';
  return html`<li>
<div class="row"><strong>${formatDong(report.amount)}</strong><span class="status">Đã gộp ${formatInstant(report.joined_at)}</span></div>
<p class="muted">${why}</p>
<div class="pair"><div><h3>Thông báo sau</h3>${facts(toldFacts(report, null))}</div>
<div><h3>Đã ghi nhận</h3>${facts(toldFacts(first, report.orderNumber))}</div></div>
${form({
  path: 'reports/separate',
  fields: { reportId: report.id },
  label: 'Tách ra: hai giao dịch khác nhau',
  isMoney: true,
  isPlain: true,
})}
</li>`;
}
