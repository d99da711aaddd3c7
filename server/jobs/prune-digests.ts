import type { Context } from '../context/context.ts';
import { DAY_MS } from '../foundation/durations.ts';

/**
 * Time for which a digest is kept, in milliseconds. Its licences have ended within the first 60 days, and nobody is
 * reminded of one that has ended; the year after that covers clocks that are set back.
 */
const KEPT_MS = 400 * DAY_MS;

/** Digests of one round; each may have as many licences as an order. */
const BATCH = 50;

/** Deletes old digests with their reminders, once no entry of the bell leads to them. */
export async function pruneDigests({ db, now }: Context): Promise<void> {
  const old = await db
    .selectFrom('expiry_digests')
    .select('id')
    .where('created_at', '<', now() - KEPT_MS)
    .where((where) =>
      where.not(
        where.exists(
          where
            .selectFrom('notifications')
            .select('notifications.id')
            .whereRef('notifications.digest_id', '=', 'expiry_digests.id'),
        ),
      ),
    )
    .orderBy('created_at')
    .limit(BATCH)
    .execute();
  for (const { id } of old) {
    await db.deleteFrom('expiry_reminders').where('digest_id', '=', id).execute();
    await db.deleteFrom('expiry_digests').where('id', '=', id).execute();
  }
}
