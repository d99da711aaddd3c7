import type { Context } from '../context/context.ts';
import { DAY_MS } from '../foundation/durations.ts';

/** Time after its last save for which a draft is kept, in milliseconds. */
const KEPT_MS = 90 * DAY_MS;

/** Rows of one round, so that the write lock is short. */
const BATCH = 200;

/** Deletes drafts that nobody has saved for 90 days. */
export async function pruneDrafts({ db, now }: Context): Promise<void> {
  const old = await db
    .selectFrom('order_drafts')
    .select(['portal_id', 'firm_id', 'id', 'saved_at'])
    .where('saved_at', '<', now() - KEPT_MS)
    .orderBy('saved_at')
    .limit(BATCH)
    .execute();
  for (const { portal_id, firm_id, id, saved_at } of old) {
    await db
      .deleteFrom('order_drafts')
      .where('portal_id', '=', portal_id)
      .where('firm_id', '=', firm_id)
      .where('id', '=', id)
      // A draft saved meanwhile stays.
      .where('saved_at', '=', saved_at)
      .execute();
  }
}
