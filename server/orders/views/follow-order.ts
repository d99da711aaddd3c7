import type { Order } from '../../../shared/schemas/order.ts';
import type { Actor, Context } from '../../context/context.ts';
import { inList } from '../../database/in-list.ts';
import { readOrder } from './read-order.ts';

/**
 * The orders whose version is beyond the one already sent, with the version as position; an order that the firm doesn't
 * have is left out. Updates `followed`.
 *
 * @param followed the versions already sent, by order
 */
export async function* newOfOrders(
  context: Context,
  actor: Actor,
  followed: Map<string, number>,
  orderIds: readonly string[],
): AsyncGenerator<{ position: number; data: Order }> {
  if (orderIds.length === 0) return;
  const rows = await context.db
    .selectFrom('orders')
    .select(['id', 'version'])
    .where('portal_id', '=', actor.portalId)
    .where('firm_id', '=', actor.firmId)
    .where(inList('id', orderIds))
    .execute();
  for (const { id, version } of rows) {
    if (version <= (followed.get(id) ?? 0)) continue;
    const order = await readOrder(context, actor, id);
    followed.set(id, order.version);
    yield { position: order.version, data: order };
  }
}
