import { setImmediate as othersTurn } from 'node:timers/promises';
import { sql } from 'kysely';
import { calendarDateAt } from '../../shared/calendar-date.ts';
import type { Context } from '../context/context.ts';
import { inList } from '../database/in-list.ts';
import { MINUTE_MS } from '../foundation/durations.ts';
import { expireOrder } from '../order-life/expire-order.ts';
import { remindOfOrder } from '../order-life/remind-of-order.ts';
import { lastDueDateToRemind } from '../orders/core/order-life.ts';
import { isTimeOver } from '../payments/core/payment-parts.ts';

/** Orders that are found at once. */
const ORDERS_A_PAGE = 200;

/** Longest work of one round and kind, in milliseconds; orders that are left come in the next. */
const ROUND_MS = MINUTE_MS;

/**
 * Reminds of unpaid orders before they are due, and expires those whose time to pay is over; each once.
 *
 * @param stopped ends the round after the order under way; the others come in the next
 */
export async function runOrderLife(context: Context, stopped?: AbortSignal): Promise<void> {
  const round = { context, stopped };
  await forEach(round, expireOrder, (orders) => orders.where(isTimeOver(context.now())));
  await forEach(round, remindOfOrder, (orders) => toRemind(context, orders));
}

type UnpaidOrders = ReturnType<typeof unpaidOrders>;

function toRemind(context: Context, orders: UnpaidOrders): UnpaidOrders {
  const today = calendarDateAt(context.now());
  return (
    orders
      .where('due_date', '>=', today)
      .where('due_date', '<=', lastDueDateToRemind(today))
      .where('reminded_at', 'is', null)
      // A commitment has a reminder of its own.
      .where((where) =>
        where.not(
          where.exists(
            where
              .selectFrom('payment_commitments')
              .select('payment_commitments.order_id')
              .whereRef('payment_commitments.order_id', '=', 'orders.id')
              .where('payment_commitments.state', '=', 'active'),
          ),
        ),
      )
  );
}

/** Those of the first due dates, without the ones that have failed. */
function unpaidOrders(context: Context, failed: readonly string[]) {
  const orders = context.db
    .selectFrom('orders')
    .select('id')
    // Worded exactly as the partial index by due date: otherwise SQLite would read every order.
    .where(sql<boolean>`state in ('awaiting_payment', 'partly_paid')`)
    .orderBy('due_date')
    .limit(ORDERS_A_PAGE);
  return failed.length === 0 ? orders : orders.where((where) => where.not(inList('id', failed)));
}

/**
 * Does the work for each order, page by page: thousands may be due on one day. A failure for one order stops no other,
 * and is tried again in the next round.
 */
async function forEach(
  { context, stopped }: { context: Context; stopped: AbortSignal | undefined },
  work: (context: Context, orderId: string) => Promise<void>,
  select: (orders: UnpaidOrders) => UnpaidOrders,
): Promise<void> {
  const begunAt = context.monotonic();
  const handled = new Set<string>();
  const failed: string[] = [];
  while (context.monotonic() - begunAt < ROUND_MS) {
    const page = await select(unpaidOrders(context, failed)).execute();
    // One that is found again was left as it is.
    const orders = page.filter(({ id }) => !handled.has(id));
    if (orders.length === 0) return;
    for (const { id } of orders) {
      if (stopped?.aborted) return;
      handled.add(id);
      await work(context, id).catch((error: unknown) => {
        failed.push(id);
        context.log('order_life.failed', { orderId: id, error: String(error) });
      });
      await othersTurn();
    }
  }
}
