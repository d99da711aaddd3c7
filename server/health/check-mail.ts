import { sql } from 'kysely';
import type { Context } from '../context/context.ts';

/** Mails that are due wait no longer while none leaves, in milliseconds. */
const PATIENCE_MS = 5 * 60_000;

/** Since when, by the monotonic clock, mails are due and this is the last that has left. */
const waits = new WeakMap<Context, { lastDone: number; since: number }>();

/** Whether mails leave: a long queue that gets shorter is well, mails that are due and stay are not. */
export async function checkMail(context: Context): Promise<'ok' | 'waiting'> {
  const { db } = context;
  const now = context.now();
  const isMail = sql<boolean>`kind not in ('host_event', 'refund_payment')`;
  const due = await db
    .selectFrom('outbox')
    .select('id')
    // Written out: with a parameter, the indexes of what waits and what has left do not serve.
    .where('state', '=', sql.lit('pending'))
    .where('run_at', '<=', now)
    .where(isMail)
    .limit(1)
    .executeTakeFirst();
  const done = await db
    .selectFrom('outbox')
    .select('done_at')
    .where('state', '=', sql.lit('done'))
    .where(isMail)
    .orderBy('done_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  const lastDone = done?.done_at ?? 0;
  const wait = waits.get(context);
  const monotonic = context.monotonic();
  if (due === undefined || wait === undefined || wait.lastDone !== lastDone) {
    waits.set(context, { lastDone, since: monotonic });
    return 'ok';
  }
  return monotonic - wait.since > PATIENCE_MS ? 'waiting' : 'ok';
}
