import type { ExpressionBuilder } from 'kysely';
import { addDays, type CalendarDate } from '../../../shared/calendar-date.ts';
import type { Dong } from '../../../shared/money.ts';
import type { PartsUntil } from '../../../shared/schemas/payment.ts';
import type { Reader } from '../../database/db.ts';
import type { Tables } from '../../database/tables.ts';

/** Days after the due date for the other parts of a transfer, once one has come. */
export const GRACE_DAYS = 3;

/**
 * The money that keeps an order open for the other parts of its transfer: the least that a part is made of. A few dong
 * keep nothing open. Not the amount of the parts as they are now, which may rise after one was paid in full.
 */
export const LEAST_PART: Dong = 250_000_000;

export function partsUntil(dueDate: CalendarDate, hasCome: boolean): PartsUntil {
  return { first: hasCome ? null : dueDate, all: addDays(dueDate, GRACE_DAYS) };
}

/**
 * Whether as much money as a part waits for the rest of it, for a query of orders. Operations may have assigned it to an
 * attempt of its own.
 */
export function hasPartCome(where: ExpressionBuilder<Tables, 'orders'>) {
  const underpaid = where
    .selectFrom('payments')
    .innerJoin('payment_attempts', 'payment_attempts.id', 'payments.payment_attempt_id')
    .select((select) => select.fn.sum<number>('payments.unapplied').as('unapplied'))
    .whereRef('payment_attempts.order_id', '=', 'orders.id')
    .where('payments.unapplied_reason', '=', 'underpaid');
  // Not null where none has come: neither that nor its contrary would be true.
  return where.eb(where.fn.coalesce(underpaid, where.val(0)), '>=', LEAST_PART);
}

export async function readPartsUntil(reader: Reader, orderId: string): Promise<PartsUntil> {
  const order = await reader
    .selectFrom('orders')
    .select(['due_date', (select) => hasPartCome(select).as('has_come')])
    .where('id', '=', orderId)
    .executeTakeFirstOrThrow();
  return partsUntil(order.due_date, Boolean(order.has_come));
}
