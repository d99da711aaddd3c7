import type { Context } from '../context/context.ts';

/** Corrections of clocks are usually smaller than this, in milliseconds. */
const SLACK_MS = 60_000;

/** The latest moment on the clock so far, and the monotonic clock's reading then. */
const latest = new WeakMap<Context, { now: number; monotonic: number }>();

/**
 * Whether the clock was set back: it is behind its latest moment plus the time elapsed, or behind the newest entry of
 * the audit log, which another process may have written.
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
