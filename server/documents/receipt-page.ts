import { html } from 'hono/html';
import { calendarDateAt, formatDate, formatInstant } from '../../shared/calendar-date.ts';
import { type Dong, formatDong, sumDong } from '../../shared/money.ts';
import { dongInWords } from '../../shared/money-in-words.ts';
import type { Locale } from '../../shared/schemas/common.ts';
import { soldText } from '../../shared/sold-text.ts';
import { termColumn } from '../../shared/term-text.ts';
import { readDocumentToken } from '../addresses/document-token.ts';
import type { Context } from '../context/context.ts';
import { invoicePartyColumn } from '../database/json-column.ts';
import { sellerOf } from '../directory/portals/seller.ts';
import { DomainError } from '../foundation/domain-error.ts';
import { countCustomers } from '../orders/core/count-customers.ts';
import { soldByLine } from '../orders/core/order-line-remarks.ts';
import { termOfLine } from '../orders/core/term-of-line.ts';
import { type Column, documentPage, facts, type Html, table } from './layout.ts';
import { type Say, sayIn } from './say.ts';

/**
 * A receipt: what one payment paid, for whom, how and when.
 *
 * @param asked the language; undefined: the order's
 * @throws DomainError NOT_FOUND when the token is not ours, or the payment has paid nothing
 */
export async function receiptPage(
  context: Context,
  token: string,
  asked: Locale | undefined,
): Promise<Html> {
  const [paymentId, lineId] = readDocumentToken(context.config.linkSecret, 'receipt', token) ?? [];
  if (paymentId === undefined) throw new DomainError('NOT_FOUND');
  const payment = await readPayment(context, paymentId);
  const lines = await readPaidLines(context, paymentId, lineId);
  if (payment === undefined || lines.length === 0) throw new DomainError('NOT_FOUND');
  const locale = asked ?? payment.locale;
  const say = sayIn(locale);
  // The payer of one line does not see money for others.
  const received = lineId === undefined ? payment.amount : sumDong(lines.map(allocatedOf));
  return documentPage({
    locale,
    title: say('receipt'),
    subtitle: say('receiptSubtitle', {
      number: payment.number,
      date: formatDate(calendarDateAt(payment.received_at)),
    }),
    seller: sellerOf(context.config, payment.portal_name),
    body: receiptBody(locale, payment, lines, received),
    languages: { vi: '?lang=vi', en: '?lang=en' },
  });
}

type ReceiptPayment = NonNullable<Awaited<ReturnType<typeof readPayment>>>;
type PaidLine = Awaited<ReturnType<typeof readPaidLines>>[number];

const allocatedOf = (line: PaidLine): Dong => line.allocated;

async function readPayment(context: Context, paymentId: string) {
  return await context.db
    .selectFrom('payments')
    .innerJoin('payment_attempts', 'payment_attempts.id', 'payments.payment_attempt_id')
    .innerJoin('orders', 'orders.id', 'payment_attempts.order_id')
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
      'bank_reference',
      'method',
      'orders.locale',
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

function receiptBody(
  locale: Locale,
  payment: ReceiptPayment,
  lines: readonly PaidLine[],
  received: Dong,
): Html {
  const say = sayIn(locale);
  const total = sumDong(lines.map(allocatedOf));
  const notApplied = received - total;
  return html`${facts([
    ...paidFor(say, payment, lines),
    [say('orderedBy'), payment.firm_name],
    [say('term.orderNumber'), payment.number],
    [say('term.paymentMethod'), say(`method.${payment.method}`)],
    [say('transaction'), payment.bank_reference ?? payment.gateway_transaction_id],
    [say('receivedAt'), formatInstant(payment.received_at)],
  ])}
${table(columns(say, locale, lines), lines, totalRow(say, total))}
${facts([
  [say('inWords'), dongInWords(total, locale)],
  [say('received'), notApplied > 0 ? formatDong(received) : ''],
  [say('notApplied'), notApplied > 0 ? formatDong(notApplied) : ''],
])}
<p class="notice"><strong>${say('noInvoice')}</strong> ${say('invoiceComes')}</p>`;
}

/** The one party that is invoiced, or, when there are several, their number. */
function paidFor(
  say: Say,
  payment: ReceiptPayment,
  lines: readonly PaidLine[],
): [string, string][] {
  const parties = new Set(lines.map((line) => line.invoice_party));
  const [only] = parties;
  if (parties.size !== 1 || only === undefined) {
    const values = { count: countCustomers(lines), firm: payment.firm_name };
    return [[say('paidFor'), say('customersOf', values)]];
  }
  const party = invoicePartyColumn.decode(only);
  return [
    [say('paidFor'), party.legalName],
    [say('term.taxCode'), party.taxCode],
    [say('address'), party.address],
  ];
}

function columns(say: Say, locale: Locale, lines: readonly PaidLine[]): Column<PaidLine>[] {
  const term = termColumn(say, lines.map(termOfLine));
  return [
    { name: say('ordinal'), kind: 'ordinal', value: (_, index) => String(index + 1) },
    {
      name: say('term.customer'),
      kind: 'name',
      value: ({ customer_name, tax_code: taxCode }) =>
        html`${customer_name}<br><span class="small">${say('taxCodeOf', { taxCode })}</span>`,
    },
    {
      name: say('term.plan'),
      kind: 'plan',
      value: (line) => soldText(say, locale, soldByLine(line)),
    },
    { name: term.name, kind: 'whole', value: (line) => term.textOf(termOfLine(line)) },
    {
      name: say('term.newExpiry'),
      kind: 'whole',
      value: (line) => formatDate(line.renewed_to ?? line.new_expiry),
    },
    {
      name: say('paid'),
      kind: 'number',
      value: (line) => html`<span>${formatDong(line.allocated)}${partNote(say, line)}</span>`,
    },
  ];
}

function totalRow(say: Say, total: number): Html {
  const name = say('sum');
  return html`<tfoot><tr><td colspan="5">${name}</td><td class="number" data-label="${name}">${formatDong(total)}</td></tr></tfoot>`;
}

/** A line may be paid by several transfers, each with a receipt of its own. */
function partNote(say: Say, line: PaidLine): Html | string {
  if (line.allocated === line.total) return '';
  return html`<br><span class="small">${say('partOf', { total: formatDong(line.total) })}</span>`;
}
