import type { ExpressionBuilder } from 'kysely';
import { addDays, type CalendarDate } from '../../../shared/calendar-date.ts';
import type { Dong } from '../../../shared/money.ts';
import type { PartsUntil } from '../../../shared/schemas/payment.ts';
import type { Reader } from '../../database/db.ts';
import type { Tables } from '../../database/tables.ts';

/** Days after the due date for the rest of a transfer in parts, once enough of it has come. */
export const GRACE_DAYS = 3;

/**
 * The money that keeps an order open for the rest of a transfer in parts: the least that a part is made of. A few dong
 * keep nothing open. The payer is asked for this amount by the due date and not for a part in full: parts ask for less
 * when others pay lines, and for more when prices rise.
 */
export const LEAST_PART: Dong = 250_000_000;

export function partsUntil(dueDate: CalendarDate, hasCome: boolean): PartsUntil {
  return { first: hasCome ? null : dueDate, all: addDays(dueDate, GRACE_DAYS) };
}

/**
 * Whether enough money waits for its rest to keep the order open, for a query of orders. Operations may have assigned it
 * to an attempt of its own.
 */
export function hasEnoughCome(where: ExpressionBuilder<Tables, 'orders'>) {
  return where.eb(waitingMoney(where), '>=', LEAST_PART);
}

/** The money that waits for its rest, for a query of orders. */
function waitingMoney(where: ExpressionBuilder<Tables, 'orders'>) {
  const underpaid = where
    .selectFrom('payments')
    .innerJoin('payment_attempts', 'payment_attempts.id', 'payments.payment_attempt_id')
    .select((select) => select.fn.sum<number>('payments.unapplied').as('unapplied'))
    .whereRef('payment_attempts.order_id', '=', 'orders.id')
    .where('payments.unapplied_reason', '=', 'underpaid');
  // Not null where none has come: neither a comparison nor its contrary would be true.
  return where.fn.coalesce(underpaid, where.val(0));
}

/**
 * The last days as a transfer in parts names them; null where all that is missing would keep no order open: it pays the
 * order, or goes back on the due date.
 *
 * @param waiting the money of all the order's attempts that waits for its rest
 * @param missing the rest of the transfer
 */
export function daysForParts(
  dueDate: CalendarDate,
  waiting: Dong,
  missing: Dong,
): PartsUntil | null {
  const hasEnough = waiting >= LEAST_PART;
  return hasEnough || waiting + missing >= LEAST_PART ? partsUntil(dueDate, hasEnough) : null;
}

/** The same, read for one transfer of an order. */
export async function readDaysForParts(
  reader: Reader,
  orderId: string,
  missing: Dong,
): Promise<PartsUntil | null> {
  const order = await reader
    .selectFrom('orders')
    .select(['due_date', (select) => waitingMoney(select).as('waiting')])
    .where('id', '=', orderId)
    .executeTakeFirstOrThrow();
  return daysForParts(order.due_date, Number(order.waiting), missing);
}
