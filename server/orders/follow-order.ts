import { tracked } from '@trpc/server';
import type { Actor, Context } from '../context.ts';
import { orderTopic } from '../live-updates.ts';
import { findOrder, readOrder } from './read-order.ts';

/**
 * The order each time that its version goes up, with the version as the event's id: a stream that
 * breaks goes on from the version it last saw.
 */
export async function* followOrder(
  context: Context,
  actor: Actor,
  input: { orderId: string; lastEventId?: string | undefined },
  signal: AbortSignal,
) {
  let seen = Number(input.lastEventId ?? 0);
  for await (const _ of context.live.changes(orderTopic(input.orderId), actor, signal)) {
    const { version } = await findOrder(context.db, actor, input.orderId);
    if (version <= seen) continue;
    const order = await readOrder(context, actor, input.orderId);
    seen = order.version;
    yield tracked(String(order.version), order);
  }
}
