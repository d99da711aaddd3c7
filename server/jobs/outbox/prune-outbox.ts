import { sql } from 'kysely';
import { pruneRefusals } from '../../announce/outbox/refused-addresses.ts';
import type { Context } from '../../context/context.ts';
import { DAY_MS, HOUR_MS } from '../../foundation/durations.ts';

/** Time for which sent jobs are kept for questions, in milliseconds. */
const KEPT_MS = 30 * DAY_MS;

/** Longer than the hour in which mails are counted, in milliseconds. */
const COUNTS_KEPT_MS = 2 * HOUR_MS;

/** Rows of one round, so that the write lock is short. */
const BATCH = 1_000;

/** Deletes jobs that left a while ago: events hold names and amounts, and accumulate for ever. */
export async function pruneOutbox(context: Context): Promise<void> {
  await pruneMailCounts(context);
  await pruneRefusals(context.db, context.now());
  await context.db
    .deleteFrom('outbox')
    .where('id', 'in', (old) =>
      old
        .selectFrom('outbox')
        .select('id')
        // Worded exactly as its partial index: otherwise SQLite would read the whole outbox.
        .where(sql<boolean>`state = 'done'`)
        .where('done_at', '<', context.now() - KEPT_MS)
        .limit(BATCH),
    )
    .execute();
}

/** Mail counts contain addresses, and mean nothing once their hour is over. */
async function pruneMailCounts({ db, now }: Context): Promise<void> {
  await db
    .deleteFrom('mail_counts')
    .where('since', '<', now() - COUNTS_KEPT_MS)
    .execute();
}
