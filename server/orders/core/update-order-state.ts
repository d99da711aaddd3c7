import { type LineState, type OrderState, orderStateOf } from '../../../shared/order-state.ts';
import type { Tx } from '../../database/db.ts';
import { prepared } from '../../database/prepared.ts';

const countLines = prepared((tx, { orderId }: { orderId: string }) =>
  tx
    .selectFrom('order_lines')
    .select((select) => ['state', select.fn.countAll<number>().as('count')])
    .where('order_id', '=', orderId)
    .groupBy('state'),
);

const setState = prepared((tx, { orderId, state }: { orderId: string; state: OrderState }) =>
  tx
    .updateTable('orders')
    .set((set) => ({ state, version: set('version', '+', 1) }))
    .where('id', '=', orderId),
);

/** Derives an order's state from its lines', and increments its version, so that following streams see it. */
export async function updateOrderState(tx: Tx, orderId: string): Promise<OrderState> {
  const counts = await countLines(tx, { orderId });
  const count: Record<LineState, number> = { awaiting_payment: 0, paid: 0, cancelled: 0 };
  for (const row of counts) count[row.state] = Number(row.count);
  const state = orderStateOf(count);
  await setState(tx, { orderId, state });
  return state;
}
