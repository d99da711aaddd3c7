import { sumDong } from '../../../shared/money.ts';
import type { Order } from '../../../shared/schemas/order.ts';
import { receiptUrl } from '../../addresses/document-urls.ts';
import type { Context } from '../../context/context.ts';
import type { Reader } from '../../database/db.ts';
import type { Tables } from '../../database/tables.ts';
import { isInParts, sumOfOpenLines } from '../core/open-lines.ts';
import { daysForParts } from '../core/parts-until.ts';
import { readRefunds } from '../core/read-refunds.ts';

/** The money received for an order: the use of each payment, and the lines that it was for. */
export async function readPayments(
  context: Context,
  orderId: string,
  lines: readonly Tables['order_lines'][],
): Promise<Order['payments']> {
  const rows = await context.db
    .selectFrom('payments')
    .innerJoin('payment_attempts', 'payment_attempts.id', 'payments.payment_attempt_id')
    .select([
      'payments.id',
      'payment_attempts.id as attempt_id',
      'payment_attempts.method',
      'payments.received_at',
      'payments.gateway_transaction_id',
      'payments.bank_reference',
      'payments.amount',
      'payments.unapplied',
      'payments.unapplied_reason',
    ])
    .where('payment_attempts.order_id', '=', orderId)
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
      attemptId: row.attempt_id,
      method: row.method,
      reference: row.bank_reference ?? row.gateway_transaction_id,
      ...meantFor(row.attempt_id),
      receivedAt: row.received_at,
      received: row.amount,
      allocated,
      allocations: paid.map(({ lineId, amount }) => ({ lineId, amount })),
      refundDue,
      refunded,
      unapplied: row.unapplied,
      unappliedReason: row.unapplied_reason,
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

/** For each attempt, the number of its lines, and the first of them. */
async function readMeantFor(
  reader: Reader,
  orderId: string,
  lines: readonly Tables['order_lines'][],
) {
  const rows = await reader
    .selectFrom('payment_attempt_lines')
    .innerJoin('order_lines', 'order_lines.id', 'payment_attempt_lines.order_line_id')
    .select((select) => [
      'payment_attempt_id',
      select.fn.countAll<number>().as('count'),
      select.fn.min<number>('line_number').as('first'),
    ])
    .where('order_id', '=', orderId)
    .groupBy('payment_attempt_id')
    .execute();
  const byAttempt = new Map(rows.map((row) => [row.payment_attempt_id, row]));
  return (attemptId: string) => {
    const row = byAttempt.get(attemptId);
    const first = lines.find((line) => line.line_number === Number(row?.first));
    return {
      firstLineId: first?.id ?? '',
      firstCustomerName: first?.customer_name ?? '',
      lineCount: Number(row?.count ?? 0),
    };
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
export async function readUnapplied(
  reader: Reader,
  { id: orderId, due_date: dueDate }: Tables['orders'],
  lines: readonly Tables['order_lines'][],
): Promise<Order['unapplied']> {
  const rows = await reader
    .selectFrom('payments')
    .innerJoin('payment_attempts', 'payment_attempts.id', 'payments.payment_attempt_id')
    .select((select) => [
      'payment_attempts.id',
      select.fn.sum<number>('payments.unapplied').as('unapplied'),
      sumOfOpenLines(select).as('due'),
      isInParts(select).as('is_in_parts'),
    ])
    .where('payment_attempts.order_id', '=', orderId)
    .where('payments.unapplied_reason', '=', 'underpaid')
    .groupBy('payment_attempts.id')
    .execute();
  const meantFor = await readMeantFor(reader, orderId, lines);
  const waiting = sumDong(rows.map((row) => Number(row.unapplied)));
  return rows.map((row) => {
    const unapplied = Number(row.unapplied);
    const missing = Math.max(0, Number(row.due ?? 0) - unapplied);
    const partsUntil = row.is_in_parts ? daysForParts(dueDate, waiting, missing) : null;
    return { attemptId: row.id, ...meantFor(row.id), unapplied, missing, partsUntil };
  });
}
