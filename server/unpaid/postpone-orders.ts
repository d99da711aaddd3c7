import type { PostponedOrders } from '../../shared/schemas/unpaid.ts';
import type { Actor, Context } from '../context/context.ts';
import { inTransaction } from '../context/in-transaction.ts';
import { postponeOrder } from '../order-life/postpone-due-date.ts';
import { readOrders } from './read-orders.ts';

/**
 * Postpones the due dates of these orders to one day; orders that can't be postponed keep theirs.
 *
 * @throws DomainError NOT_FOUND when one of them is another firm's
 */
export async function postponeOrders(
  context: Context,
  actor: Actor,
  { orderIds, dueDate }: { orderIds: readonly string[]; dueDate: string },
): Promise<PostponedOrders> {
  return await inTransaction(context, async (work) => {
    const result: PostponedOrders = { postponed: [], skipped: [] };
    for (const order of await readOrders(work.tx, actor, orderIds)) {
      const refused = await postponeOrder(work, actor, order, dueDate);
      if (refused === null) result.postponed.push(order.id);
      else result.skipped.push({ orderId: order.id, ...refused });
    }
    return result;
  });
}
