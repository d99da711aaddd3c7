import { sql } from 'kysely';
import { calendarDateAt } from '../../shared/calendar-date.ts';
import type { Context } from '../context/context.ts';
import { expireOrder } from '../order-life/expire-order.ts';
import { remindOfOrder } from '../order-life/remind-of-order.ts';
import { lastDueDateToRemind } from '../orders/core/order-life.ts';
import { isTimeOver } from '../payments/core/payment-parts.ts';

/** Orders of one round and kind; the rest come in the next. */
const ORDERS_A_ROUND = 200;

/** Reminds of unpaid orders before they are due, and expires those whose time to pay is over; each once. */
export async function runOrderLife(context: Context): Promise<void> {
  const today = calendarDateAt(context.now());
  const overdue = await unpaidOrders(context).where(isTimeOver(context.now())).execute();
  await forEach(context, overdue, expireOrder);
  const soon = await unpaidOrders(context)
    .where('due_date', '>=', today)
    .where('due_date', '<=', lastDueDateToRemind(today))
    .where('reminded_at', 'is', null)
    // A commitment has a reminder of its own.
    .where((where) =>
      where.not(
        where.exists(
          where
            .selectFrom('payment_commitments')
            .select('payment_commitments.order_line_id')
            .whereRef('payment_commitments.order_id', '=', 'orders.id')
            .where('payment_commitments.state', '=', 'active'),
        ),
      ),
    )
    .execute();
  await forEach(context, soon, remindOfOrder);
}

function unpaidOrders(context: Context) {
  return (
    context.db
      .selectFrom('orders')
      .select('id')
      // Worded exactly as the partial index by due date: otherwise SQLite would read every order.
      .where(sql<boolean>`state in ('awaiting_payment', 'partly_paid')`)
      .orderBy('due_date')
      .limit(ORDERS_A_ROUND)
  );
}

/** A failure for one order stops no other, and is tried again in the next round. */
async function forEach(
  context: Context,
  orders: readonly { id: string }[],
  work: (context: Context, orderId: string) => Promise<void>,
): Promise<void> {
  for (const { id } of orders) {
    await work(context, id).catch((error: unknown) => {
      context.log('order_life.failed', { orderId: id, error: String(error) });
    });
  }
}
