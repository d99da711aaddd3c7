import { sql } from 'kysely';
import type { Context } from '../context/context.ts';
import { MINUTE_MS } from '../foundation/durations.ts';

/** The longest wait of a due mail while none leaves, in milliseconds. */
const PATIENCE_MS = 5 * MINUTE_MS;

/** Time since which mails are due and this one was the last to leave, by the monotonic clock. */
const waits = new WeakMap<Context, { lastDone: number; since: number }>();

/** Whether mails leave: a long queue that gets shorter is well; due mails that stay are not. */
export async function checkMail(context: Context): Promise<'ok' | 'waiting'> {
  const { db } = context;
  const now = context.now();
  const isMail = sql<boolean>`kind not in ('host_event', 'refund_payment')`;
  const due = await db
    .selectFrom('outbox')
    .select('id')
    // Literals: with a parameter, the partial indexes of the outbox don't apply.
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
