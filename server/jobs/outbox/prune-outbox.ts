import { sql } from 'kysely';
import type { Context } from '../../context/context.ts';

/** How long what has left is kept, to answer questions by, in milliseconds. */
const KEPT = 30 * 86_400_000;

/** Longer than the hour that they are of, in milliseconds. */
const COUNTS_KEPT = 2 * 3_600_000;

/** Rows of one round, so that nobody waits for the write lock. */
const BATCH = 1_000;

/** Deletes what left the outbox a while ago: events hold names and amounts, and there is no end of them. */
export async function pruneOutbox(context: Context): Promise<void> {
  await pruneMailCounts(context);
  await context.db
    .deleteFrom('outbox')
    .where('id', 'in', (old) =>
      old
        .selectFrom('outbox')
        .select('id')
        // As its partial index says it, word for word: or SQLite would read the whole outbox.
        .where(sql<boolean>`state = 'done'`)
        .where('done_at', '<', context.now() - KEPT)
        .limit(BATCH),
    )
    .execute();
}

/** Counts of mails hold addresses, and mean nothing once their hour is over. */
async function pruneMailCounts({ db, now }: Context): Promise<void> {
  await db
    .deleteFrom('mail_counts')
    .where('since', '<', now() - COUNTS_KEPT)
    .execute();
}
