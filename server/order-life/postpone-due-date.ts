import { calendarDateAt } from '../../shared/calendar-date.ts';
import { announce } from '../announce/facts/announce.ts';
import type { Actor, Context } from '../context/context.ts';
import { inTransaction } from '../context/in-transaction.ts';
import type { Reader } from '../database/db.ts';
import { DomainError } from '../foundation/domain-error.ts';
import { postponableUntil } from '../orders/core/order-life.ts';
import { updateOrderState } from '../orders/core/update-order-state.ts';
import { findOrder } from '../orders/views/read-order.ts';
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
  const { orderId, dueDate } = input;
  await inTransaction(context, async (work) => {
    const { tx } = work;
    const now = work.now();
    const order = await findOrder(tx, actor, orderId);
    const last = postponableUntil(
      {
        orderedOn: calendarDateAt(order.created_at),
        dueDate: order.due_date,
        state: order.state,
        isCommitted: await isCommitted(tx, orderId),
      },
      calendarDateAt(now),
    );
    if (last === null || dueDate <= order.due_date || dueDate > last) {
      throw new DomainError('DUE_DATE_NOT_POSTPONABLE');
    }
    await tx
      .updateTable('orders')
      .set({ due_date: dueDate, reminded_at: null })
      .where('id', '=', orderId)
      .execute();
    await keepLinksOpen(tx, now, { id: orderId, dueDate });
    await updateOrderState(tx, orderId);
    await announce(work, { kind: 'due_date_moved', by: actor, order, to: dueDate });
  });
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
