import { html } from 'hono/html';
import { calendarDateAt, formatDate, formatInstant } from '../../shared/calendar-date.ts';
import { formatFiscalYears } from '../../shared/fiscal-year.ts';
import { vi } from '../../shared/messages/vi.ts';
import { formatDong, sumDong } from '../../shared/money.ts';
import { dongInWords } from '../../shared/money-in-words.ts';
import type { InvoiceParty } from '../../shared/party.ts';
import type { Context } from '../context.ts';
import { DomainError } from '../domain-error.ts';
import { documentToken, readDocumentToken } from './document-token.ts';
import { type Column, documentPage, facts, type Html, table } from './layout.ts';

/** The page that prints what a payment paid; with a line, what it paid of that line and nothing else. */
export function receiptUrl(context: Context, paymentId: string, lineId?: string): string {
  const ids = lineId === undefined ? [paymentId] : [paymentId, lineId];
  const token = documentToken(context.config.linkSecret, 'receipt', ids);
  return `${context.config.publicUrl}/documents/receipts/${token}`;
}

/**
 * A receipt: what one payment paid, for whom, how and when.
 *
 * @throws DomainError NOT_FOUND when the token is not ours, or the payment has paid nothing
 */
export async function receiptPage(context: Context, token: string): Promise<Html> {
  const [paymentId, lineId] = readDocumentToken(context.config.linkSecret, 'receipt', token) ?? [];
  if (paymentId === undefined) throw new DomainError('NOT_FOUND');
  const payment = await readPayment(context, paymentId);
  const lines = await readPaidLines(context, paymentId, lineId);
  if (payment === undefined || lines.length === 0) throw new DomainError('NOT_FOUND');
  return documentPage({
    title: 'Biên nhận thanh toán',
    subtitle: `Đơn hàng ${payment.number}, ngày ${formatDate(calendarDateAt(payment.received_at))}`,
    issuer: context.config.bankTransfer?.accountHolder ?? payment.portal_name,
    // What else the payment was for is none of the business of whoever paid one line.
    body: receiptBody(payment, lines, lineId === undefined),
  });
}

type ReceiptPayment = NonNullable<Awaited<ReturnType<typeof readPayment>>>;
type PaidLine = Awaited<ReturnType<typeof readPaidLines>>[number];

async function readPayment(context: Context, paymentId: string) {
  return await context.db
    .selectFrom('payments')
    .innerJoin('payment_sessions', 'payment_sessions.id', 'payments.payment_session_id')
    .innerJoin('orders', 'orders.id', 'payment_sessions.order_id')
    .innerJoin('portals', 'portals.id', 'orders.portal_id')
    .innerJoin('firms', (join) =>
      join
        .onRef('firms.portal_id', '=', 'orders.portal_id')
        .onRef('firms.id', '=', 'orders.firm_id'),
    )
    .select([
      'payments.amount',
      'payments.received_at',
      'gateway_transaction_id',
      'method',
      'orders.number',
      'orders.accountant_name',
      'firms.name as firm_name',
      'portals.name as portal_name',
    ])
    .where('payments.id', '=', paymentId)
    .executeTakeFirst();
}

async function readPaidLines(context: Context, paymentId: string, lineId: string | undefined) {
  let lines = context.db
    .selectFrom('allocations')
    .innerJoin('order_lines', 'order_lines.id', 'allocations.order_line_id')
    .leftJoin('license_renewals', 'license_renewals.order_line_id', 'order_lines.id')
    .selectAll('order_lines')
    .select(['allocations.amount as allocated', 'license_renewals.new_expiry as renewed_to'])
    .where('payment_id', '=', paymentId);
  if (lineId !== undefined) lines = lines.where('order_lines.id', '=', lineId);
  return await lines.orderBy('line_number').execute();
}

function receiptBody(payment: ReceiptPayment, lines: readonly PaidLine[], whole: boolean): Html {
  const total = sumDong(lines.map((line) => line.allocated));
  const notApplied = payment.amount - total;
  return html`${facts([
    ...paidFor(payment, lines),
    ['Đơn vị đặt hàng', payment.firm_name],
    [vi['term.orderNumber'], payment.number],
    [vi['term.paymentMethod'], vi[`method.${payment.method}`]],
    ['Mã giao dịch', payment.gateway_transaction_id],
    ['Thời điểm nhận tiền', formatInstant(payment.received_at)],
  ])}
${table(COLUMNS, lines, totalRow(total))}
${facts([
  ['Số tiền bằng chữ', dongInWords(total)],
  ['Số tiền đã nhận', whole && notApplied > 0 ? formatDong(payment.amount) : ''],
  ['Không dùng cho đơn hàng', whole && notApplied > 0 ? formatDong(notApplied) : ''],
])}
<p class="notice"><strong>Đây là biên nhận thanh toán, không phải hóa đơn giá trị gia tăng.</strong> Hóa đơn điện tử được lập riêng và gửi tới địa chỉ nhận hóa đơn đã khai báo.</p>`;
}

/** The one party that is invoiced, or, when there are several, how many. */
function paidFor(payment: ReceiptPayment, lines: readonly PaidLine[]): [string, string][] {
  const parties = new Set(lines.map((line) => line.invoice_party));
  const [only] = parties;
  if (parties.size !== 1 || only === undefined) {
    return [['Thanh toán cho', `${lines.length} khách hàng của ${payment.firm_name}`]];
  }
  const party = JSON.parse(only) as InvoiceParty;
  return [
    ['Thanh toán cho', party.legalName],
    [vi['term.taxCode'], party.taxCode],
    ['Địa chỉ', party.address],
  ];
}

const COLUMNS: readonly Column<PaidLine>[] = [
  { name: 'STT', kind: 'ordinal', value: (_, index) => String(index + 1) },
  {
    name: vi['term.customer'],
    kind: 'name',
    value: (line) => html`${line.customer_name}<br><span class="small">MST ${line.tax_code}</span>`,
  },
  { name: vi['term.plan'], value: (line) => line.plan_name_vi },
  {
    name: vi['term.fiscalYear'],
    kind: 'whole',
    value: (line) => formatFiscalYears(line.first_fiscal_year, line.years),
  },
  {
    name: vi['term.newExpiry'],
    kind: 'whole',
    value: (line) => formatDate(line.renewed_to ?? line.new_expiry),
  },
  {
    name: 'Đã thanh toán',
    kind: 'number',
    value: (line) => html`<span>${formatDong(line.allocated)}${partNote(line)}</span>`,
  },
];

function totalRow(total: number): Html {
  return html`<tfoot><tr><td colspan="5">Cộng</td><td class="number" data-label="Cộng">${formatDong(total)}</td></tr></tfoot>`;
}

/** A line may be paid by several transfers, each of which has a receipt of its own. */
function partNote(line: PaidLine): Html | string {
  if (line.allocated === line.total) return '';
  return html`<br><span class="small">một phần của ${formatDong(line.total)}</span>`;
}
