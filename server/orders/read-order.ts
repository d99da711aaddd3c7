import { calendarDateAt } from '../../shared/calendar-date.ts';
import { sumDong } from '../../shared/money.ts';
import type { InvoiceParty } from '../../shared/party.ts';
import type { Discount, Order, OrderLine } from '../../shared/schemas/order.ts';
import { lastPayBy } from '../commitments/commitment-terms.ts';
import { readUnpaidLines } from '../commitments/committable-lines.ts';
import type { Context } from '../context.ts';
import type { Reader } from '../database/open.ts';
import type { Tables } from '../database/tables.ts';
import { receiptUrl } from '../documents/receipt-page.ts';
import { DomainError } from '../domain-error.ts';
import { extendableUntil } from './order-life.ts';

/**
 * One order of the firm with its lines, payments and held money.
 *
 * @throws DomainError NOT_FOUND, also for another firm's order
 */
export async function readOrder(
  context: Context,
  firm: { portalId: string; firmId: string },
  orderId: string,
): Promise<Order> {
  const { db } = context;
  const order = await findOrder(db, firm, orderId);
  const lines = await db
    .selectFrom('order_lines')
    .leftJoin('license_renewals', 'license_renewals.order_line_id', 'order_lines.id')
    .selectAll('order_lines')
    .select('license_renewals.new_expiry as renewed_to')
    .where('order_id', '=', orderId)
    .orderBy('line_number')
    .execute();
  const payments = await readPayments(context, orderId, lines);
  const links = await readLineLinks(db, orderId);
  const commitments = await readCommitments(db, orderId);
  const totalIn = (state: OrderLine['state']) =>
    lines.reduce((sum, line) => sum + (line.state === state ? line.total : 0), 0);
  return {
    id: order.id,
    number: order.number,
    state: order.state,
    version: order.version,
    createdAt: order.created_at,
    placedBy: order.accountant_name,
    lineCount: order.line_count,
    firstCustomerName: lines[0]?.customer_name ?? '',
    total: order.total,
    paid: totalIn('paid'),
    due: totalIn('awaiting_payment'),
    invoiceTo: order.invoice_to,
    recipient: {
      name: order.recipient_name,
      email: order.recipient_email,
      phone: order.recipient_phone,
    },
    totals: {
      list: order.list,
      discount: order.discount,
      net: order.net,
      vat: order.vat,
      total: order.total,
    },
    lines: lines.map((line) => toOrderLine(line, links.get(line.id), commitments.get(line.id))),
    payer: order.payer,
    dueDate: order.due_date,
    expiredAt: order.expired_at,
    discounts: JSON.parse(order.discounts) as Discount[],
    extendableUntil: extendableUntil(
      {
        orderedOn: calendarDateAt(order.created_at),
        dueDate: order.due_date,
        state: order.state,
        isCommitted: [...commitments.values()].some(({ state }) => state === 'active'),
      },
      calendarDateAt(context.now()),
    ),
    committableUntil: lastPayBy(
      calendarDateAt(order.created_at),
      calendarDateAt(context.now()),
      await readUnpaidLines(db, orderId),
    ),
    payments,
    heldAmount: sumDong(payments.map((payment) => payment.held)),
    refundDue: sumDong(payments.map((payment) => payment.refundDue)),
    held: await readHeld(db, orderId, lines),
  };
}

/** @throws DomainError NOT_FOUND, also for another firm's order */
export async function findOrder(
  reader: Reader,
  firm: { portalId: string; firmId: string },
  orderId: string,
): Promise<Tables['orders']> {
  const order = await reader
    .selectFrom('orders')
    .selectAll()
    .where('id', '=', orderId)
    .where('portal_id', '=', firm.portalId)
    .where('firm_id', '=', firm.firmId)
    .executeTakeFirst();
  if (order === undefined) throw new DomainError('NOT_FOUND');
  return order;
}

function toOrderLine(
  line: Tables['order_lines'] & { renewed_to: string | null },
  link: Tables['payment_links'] | undefined,
  commitment: Tables['payment_commitments'] | undefined,
): OrderLine {
  const party = JSON.parse(line.invoice_party) as InvoiceParty;
  return {
    id: line.id,
    customer: { id: line.customer_id, taxCode: line.tax_code, name: line.customer_name },
    plan: { code: line.plan_code, name: { vi: line.plan_name_vi, en: line.plan_name_en } },
    termRule: line.term_rule,
    fiscalYearStart: line.fiscal_year_start,
    firstFiscalYear: line.first_fiscal_year,
    years: line.years,
    presentExpiry: line.present_expiry,
    newExpiry: line.renewed_to ?? line.new_expiry,
    list: line.list,
    discount: line.discount,
    net: line.net,
    vatRate: line.vat_rate,
    vat: line.vat,
    total: line.total,
    state: line.state,
    paidAt: line.paid_at,
    cancelledAt: line.cancelled_at,
    cancelReason: line.cancel_reason,
    invoiceParty: { ...party, budgetUnitCode: party.budgetUnitCode ?? '' },
    recipientEmail: line.recipient_email,
    payer: line.payer,
    link: link ? { sentAt: link.sent_at, sentTo: link.sent_to, openedAt: link.opened_at } : null,
    commitment: commitment
      ? {
          payBy: commitment.pay_by,
          state: commitment.state,
          temporaryExpiry: commitment.temporary_expiry,
        }
      : null,
  };
}

async function readPayments(
  context: Context,
  orderId: string,
  lines: readonly Tables['order_lines'][],
): Promise<Order['payments']> {
  const rows = await context.db
    .selectFrom('payments')
    .innerJoin('payment_sessions', 'payment_sessions.id', 'payments.payment_session_id')
    .select([
      'payments.id',
      'payment_sessions.id as session_id',
      'payment_sessions.method',
      'payments.received_at',
      'payments.gateway_transaction_id',
      'payments.bank_reference',
      'payments.amount',
      'payments.held',
      'payments.hold_reason',
    ])
    .where('payment_sessions.order_id', '=', orderId)
    .orderBy('payments.received_at')
    .orderBy('payments.id')
    .execute();
  const refunds = await readRefunds(context.db, orderId);
  const allocations = await readAllocations(context.db, orderId);
  const meantFor = await readMeantFor(context.db, orderId, lines);
  return rows.map((row) => {
    const own = refunds.filter((refund) => refund.paymentId === row.id);
    const sumOf = (made: boolean) =>
      sumDong(own.filter((due) => (due.state === 'refunded') === made).map((due) => due.amount));
    const [refundDue, refunded] = [sumOf(false), sumOf(true)];
    const paid = allocations.get(row.id) ?? [];
    const allocated = sumDong(paid.map(({ amount }) => amount));
    return {
      id: row.id,
      sessionId: row.session_id,
      method: row.method,
      reference: row.bank_reference ?? row.gateway_transaction_id,
      ...meantFor(row.session_id),
      receivedAt: row.received_at,
      received: row.amount,
      allocated,
      allocations: paid.map(({ lineId, amount }) => ({ lineId, amount })),
      refundDue,
      refunded,
      held: row.held,
      holdReason: row.hold_reason,
      refunds: own.map(({ paymentId: _, ...refund }) => refund),
      receiptUrl: allocated > 0 ? receiptUrl(context, row.id) : null,
    };
  });
}

/** By session: for how many lines it is, and the first of them. */
async function readMeantFor(
  reader: Reader,
  orderId: string,
  lines: readonly Tables['order_lines'][],
) {
  const rows = await reader
    .selectFrom('payment_session_lines')
    .innerJoin('order_lines', 'order_lines.id', 'payment_session_lines.order_line_id')
    .select((select) => [
      'payment_session_id',
      select.fn.countAll<number>().as('count'),
      select.fn.min<number>('line_number').as('first'),
    ])
    .where('order_id', '=', orderId)
    .groupBy('payment_session_id')
    .execute();
  const bySession = new Map(rows.map((row) => [row.payment_session_id, row]));
  return (sessionId: string) => {
    const row = bySession.get(sessionId);
    const first = lines.find((line) => line.line_number === Number(row?.first));
    return { firstCustomerName: first?.customer_name ?? '', lineCount: Number(row?.count ?? 0) };
  };
}

/** Which payment has paid what of which line of an order, by payment. */
async function readAllocations(reader: Reader, orderId: string) {
  const rows = await reader
    .selectFrom('allocations')
    .innerJoin('order_lines', 'order_lines.id', 'allocations.order_line_id')
    .select(['payment_id as paymentId', 'order_line_id as lineId', 'allocations.amount'])
    .where('order_lines.order_id', '=', orderId)
    .orderBy('line_number')
    .execute();
  return Map.groupBy(rows, ({ paymentId }) => paymentId);
}

/** Refunds due of an order's payments, with how they were paid back. */
async function readRefunds(reader: Reader, orderId: string) {
  return await reader
    .selectFrom('refunds_due')
    .innerJoin('payments', 'payments.id', 'refunds_due.payment_id')
    .innerJoin('payment_sessions', 'payment_sessions.id', 'payments.payment_session_id')
    .leftJoin('refunds', (join) =>
      join.onRef('refunds.refund_due_id', '=', 'refunds_due.id').on('refunds.state', '=', 'done'),
    )
    .select([
      'refunds_due.payment_id as paymentId',
      'refunds_due.id',
      'refunds_due.amount',
      'refunds_due.reason',
      'refunds_due.state',
      'refunds_due.refunded_at as refundedAt',
      'refunds.reference',
    ])
    .where('payment_sessions.order_id', '=', orderId)
    .orderBy('refunds_due.id')
    .execute();
}

/** The newest link of each line that has one of its own, by line. */
export async function readLineLinks(reader: Reader, orderId: string) {
  const links = await reader
    .selectFrom('payment_links')
    .selectAll()
    .where('order_id', '=', orderId)
    .where('order_line_id', 'is not', null)
    .orderBy('id')
    .execute();
  return new Map(links.map((link) => [link.order_line_id, link]));
}

async function readCommitments(reader: Reader, orderId: string) {
  const commitments = await reader
    .selectFrom('payment_commitments')
    .selectAll()
    .where('order_id', '=', orderId)
    .execute();
  return new Map(commitments.map((commitment) => [commitment.order_line_id, commitment]));
}

/** Sessions with a transfer that is short, and what is missing to pay their open lines. */
async function readHeld(
  reader: Reader,
  orderId: string,
  lines: readonly Tables['order_lines'][],
): Promise<Order['held']> {
  const rows = await reader
    .selectFrom('payments')
    .innerJoin('payment_sessions', 'payment_sessions.id', 'payments.payment_session_id')
    .select((select) => [
      'payment_sessions.id',
      select.fn.sum<number>('payments.held').as('held'),
      select
        .selectFrom('payment_session_lines')
        .innerJoin('order_lines', 'order_lines.id', 'payment_session_lines.order_line_id')
        .select((sum) => sum.fn.sum<number>('order_lines.total').as('due'))
        .whereRef('payment_session_lines.payment_session_id', '=', 'payment_sessions.id')
        .where('order_lines.state', '=', 'awaiting_payment')
        .as('due'),
    ])
    .where('payment_sessions.order_id', '=', orderId)
    .where('payments.hold_reason', '=', 'short')
    .groupBy('payment_sessions.id')
    .execute();
  const meantFor = await readMeantFor(reader, orderId, lines);
  return rows.map((row) => ({
    sessionId: row.id,
    ...meantFor(row.id),
    held: Number(row.held),
    missing: Math.max(0, Number(row.due ?? 0) - Number(row.held)),
  }));
}
