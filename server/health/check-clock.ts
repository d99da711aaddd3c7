import type { Context } from '../context/context.ts';

/** Clocks are corrected by a little all the time, in milliseconds. */
const SLACK_MS = 60_000;

/** The latest moment that the clock has shown, and what the monotonic clock was then. */
const latest = new WeakMap<Context, { now: number; monotonic: number }>();

/**
 * Whether the clock was set back: it is behind what it has shown before and the time that went by since, or
 * behind the newest entry of the audit log, which another process has written.
 */
export async function checkClock(context: Context): Promise<'ok' | 'behind'> {
  const now = context.now();
  const monotonic = context.monotonic();
  const before = latest.get(context);
  const expected = before ? before.now + (monotonic - before.monotonic) : now;
  if (now >= expected) latest.set(context, { now, monotonic });
  const newest = await context.db
    .selectFrom('audit_log')
    .select('at')
    // Ids begin with their time: the newest is found by the key.
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return now < Math.max(expected, newest?.at ?? 0) - SLACK_MS ? 'behind' : 'ok';
}
