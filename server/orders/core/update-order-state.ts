import { type LineState, type OrderState, orderStateOf } from '../../../shared/order-state.ts';
import type { Tx } from '../../database/db.ts';

/** Derives an order's state from its lines', and increments its version, so that following streams see it. */
export async function updateOrderState(tx: Tx, orderId: string): Promise<OrderState> {
  const counts = await tx
    .selectFrom('order_lines')
    .select((select) => ['state', select.fn.countAll<number>().as('count')])
    .where('order_id', '=', orderId)
    .groupBy('state')
    .execute();
  const count: Record<LineState, number> = { awaiting_payment: 0, paid: 0, cancelled: 0 };
  for (const row of counts) count[row.state] = Number(row.count);
  const state = orderStateOf(count);
  await tx
    .updateTable('orders')
    .set((set) => ({ state, version: set('version', '+', 1) }))
    .where('id', '=', orderId)
    .execute();
  return state;
}
