import { sumDong } from '../../../shared/money.ts';
import type { Order } from '../../../shared/schemas/order.ts';
import { receiptUrl } from '../../addresses/document-urls.ts';
import type { Context } from '../../context/context.ts';
import type { Reader } from '../../database/open.ts';
import type { Tables } from '../../database/tables.ts';
import { sumOfOpenLines } from '../core/open-lines.ts';
import { readRefunds } from '../core/read-refunds.ts';

/** The money received for an order: what became of each payment, and the lines it was for. */
export async function readPayments(
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
  const refunds = await readRefunds(
    context.db,
    rows.map(({ id }) => id),
  );
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
      refunds: own.map(({ id, amount, reason, state, refundedAt, reference }) => ({
        id,
        amount,
        reason,
        state,
        refundedAt,
        reference,
      })),
      receiptUrl: allocated > 0 ? receiptUrl(context, row.id) : null,
    };
  });
}

/** By attempt: the number of its lines, and the first of them. */
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

/** The amounts that each payment has paid of an order's lines, by payment. */
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

/** Attempts with a short transfer, and the amounts missing for their open lines. */
export async function readHeld(
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
      sumOfOpenLines(select).as('due'),
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
