import { type CalendarDate, calendarDateAt } from '../../shared/calendar-date.ts';
import { announce } from '../announce/facts/announce.ts';
import type { Actor, Context } from '../context/context.ts';
import { inTransaction, type Work } from '../context/in-transaction.ts';
import type { Reader } from '../database/db.ts';
import type { Tables } from '../database/tables.ts';
import { DomainError } from '../foundation/domain-error.ts';
import { findOrder } from '../orders/core/find-order.ts';
import { postponableUntil } from '../orders/core/order-life.ts';
import { updateOrderState } from '../orders/core/update-order-state.ts';
import { keepLinksOpen } from '../payments/links/keep-links-open.ts';

/**
 * Postpones an order's due date. Another reminder precedes the new date, and existing links stay open.
 *
 * @throws DomainError NOT_FOUND; DUE_DATE_NOT_POSTPONABLE when no line is unpaid, when it has expired or was committed
 *   to, and when the date is too late or not later than the present one
 */
export async function postponeDueDate(
  context: Context,
  actor: Actor,
  input: { orderId: string; dueDate: string },
): Promise<void> {
  await inTransaction(context, async (work) => {
    const order = await findOrder(work.tx, actor, input.orderId);
    const refused = await postponeOrder(work, actor, order, input.dueDate);
    if (refused !== null) throw new DomainError('DUE_DATE_NOT_POSTPONABLE');
  });
}

/**
 * The reason why an order's due date stays: it can't be postponed any more, not to this day, or only to an earlier one.
 */
export interface NotPostponed {
  reason: 'not_postponable' | 'too_late' | 'not_later';
  /** The latest date to which it can be postponed; null when it can't be. */
  until: CalendarDate | null;
}

/** Postpones the due date of an order in a transaction; null when it did. */
export async function postponeOrder(
  work: Work,
  actor: Actor,
  order: Tables['orders'],
  dueDate: CalendarDate,
): Promise<NotPostponed | null> {
  const { tx } = work;
  const now = work.now();
  const until = postponableUntil(
    {
      orderedOn: calendarDateAt(order.created_at),
      dueDate: order.due_date,
      state: order.state,
      isCommitted: await isCommitted(tx, order.id),
    },
    calendarDateAt(now),
  );
  if (until === null) return { reason: 'not_postponable', until };
  if (dueDate > until) return { reason: 'too_late', until };
  if (dueDate <= order.due_date) return { reason: 'not_later', until };
  await tx
    .updateTable('orders')
    .set({ due_date: dueDate, reminded_at: null })
    .where('id', '=', order.id)
    .execute();
  await keepLinksOpen(tx, now, { id: order.id, dueDate });
  await updateOrderState(tx, order.id);
  await announce(work, { kind: 'due_date_moved', by: actor, order, to: dueDate });
  return null;
}

async function isCommitted(reader: Reader, orderId: string): Promise<boolean> {
  const active = await reader
    .selectFrom('payment_commitments')
    .select('order_line_id')
    .where('order_id', '=', orderId)
    .where('state', '=', 'active')
    .limit(1)
    .executeTakeFirst();
  return active !== undefined;
}
