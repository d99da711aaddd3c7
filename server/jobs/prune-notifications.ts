import type { Context } from '../context/context.ts';
import { DAY_MS } from '../foundation/durations.ts';

/** Time for which an entry of the bell is kept, in milliseconds: past the year of open books. */
const KEPT_MS = 400 * DAY_MS;

/** Rows of one round, so that the write lock is short. */
const BATCH = 1_000;

/** Deletes old entries of the bell, read or not, except each person's newest, from which the next one is counted. */
export async function pruneNotifications({ db, now }: Context): Promise<void> {
  await db
    .deleteFrom('notifications')
    .where('id', 'in', (old) =>
      old
        .selectFrom('notifications')
        .select('id')
        .where('created_at', '<', now() - KEPT_MS)
        .where((where) =>
          where.exists(
            where
              .selectFrom('notifications as newer')
              .select('newer.id')
              .whereRef('newer.portal_id', '=', 'notifications.portal_id')
              .whereRef('newer.firm_id', '=', 'notifications.firm_id')
              .whereRef('newer.accountant_id', '=', 'notifications.accountant_id')
              .whereRef('newer.sequence', '>', 'notifications.sequence'),
          ),
        )
        .orderBy('created_at')
        .limit(BATCH),
    )
    .execute();
}
