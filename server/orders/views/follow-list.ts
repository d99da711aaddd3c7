import type { Actor, Context } from '../../context/context.ts';
import type { Reader } from '../../database/db.ts';
import type { Firm } from '../../foundation/firm.ts';

/**
 * The number of changes to the firm's orders: each order counts once when placed, and once for each change. It only
 * grows, and is the same for every process.
 */
export async function listPosition({ db }: Context, actor: Actor): Promise<number> {
  const { orders, versions } = await listPositionQuery(db, actor).executeTakeFirstOrThrow();
  return Number(orders) + Number(versions ?? 0);
}

/** Read from a single index, which a test checks: streams read it again and again. */
export function listPositionQuery(db: Reader, { portalId, firmId }: Firm) {
  return db
    .selectFrom('orders')
    .select(({ fn }) => [
      fn.countAll<number>().as('orders'),
      fn.sum<number | null>('version').as('versions'),
    ])
    .where('portal_id', '=', portalId)
    .where('firm_id', '=', firmId);
}
