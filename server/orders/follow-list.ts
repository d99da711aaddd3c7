import type { Actor, Context } from '../context.ts';

/**
 * How often the firm's orders have changed: each order counts once when it is placed, and once a change. It
 * only grows, and is the same for every process.
 */
export async function listPosition(context: Context, actor: Actor): Promise<number> {
  const { orders, versions } = await context.db
    .selectFrom('orders')
    .select(({ fn }) => [
      fn.countAll<number>().as('orders'),
      fn.sum<number | null>('version').as('versions'),
    ])
    .where('portal_id', '=', actor.portalId)
    .where('firm_id', '=', actor.firmId)
    .executeTakeFirstOrThrow();
  return Number(orders) + Number(versions ?? 0);
}
