import type { InvoiceParty } from '../../shared/party.ts';
import type { Order, OrderLine } from '../../shared/schemas/order.ts';
import type { Context } from '../context.ts';
import type { Reader } from '../database/open.ts';
import type { Tables } from '../database/tables.ts';
import { DomainError } from '../domain-error.ts';

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
  const payments = await readPayments(db, orderId);
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
    lines: lines.map(toOrderLine),
    payments,
    held: await readHeld(db, orderId),
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

function toOrderLine(line: Tables['order_lines'] & { renewed_to: string | null }): OrderLine {
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
    invoiceParty: JSON.parse(line.invoice_party) as InvoiceParty,
    recipientEmail: line.recipient_email,
  };
}

async function readPayments(reader: Reader, orderId: string): Promise<Order['payments']> {
  const rows = await reader
    .selectFrom('payments')
    .innerJoin('payment_sessions', 'payment_sessions.id', 'payments.payment_session_id')
    .select((select) => [
      'payments.id',
      'payment_sessions.method',
      'payments.received_at',
      'payments.amount',
      'payments.held',
      select
        .selectFrom('refunds_due')
        .select((sum) => sum.fn.sum<number>('refunds_due.amount').as('amount'))
        .whereRef('refunds_due.payment_id', '=', 'payments.id')
        .as('refund_due'),
    ])
    .where('payment_sessions.order_id', '=', orderId)
    .orderBy('payments.received_at')
    .orderBy('payments.id')
    .execute();
  return rows.map((row) => {
    const refundDue = Number(row.refund_due ?? 0);
    return {
      id: row.id,
      method: row.method,
      receivedAt: row.received_at,
      received: row.amount,
      allocated: row.amount - refundDue - row.held,
      refundDue,
      held: row.held,
    };
  });
}

/** Sessions with a transfer that is short, and what is missing to pay their open lines. */
async function readHeld(reader: Reader, orderId: string): Promise<Order['held']> {
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
  return rows.map((row) => ({
    sessionId: row.id,
    held: Number(row.held),
    missing: Math.max(0, Number(row.due ?? 0) - Number(row.held)),
  }));
}
