import { sql } from 'kysely';
import type { Context } from '../../context/context.ts';
import { FIRST_DELAY, LONGEST_DELAY } from './run-job.ts';
import { LOCK } from './take-jobs.ts';

/** Clocks are corrected by a little all the time: so much is no reason to plan anew, in milliseconds. */
const SLACK = 60_000;

/**
 * Makes jobs due that wait longer than any pause of theirs: the clock was set back since they were planned.
 * Locks that reach further than a lock can are shortened likewise.
 */
export async function replanJobs(context: Context): Promise<void> {
  const now = context.now();
  const soon = now + SLACK;
  // Its pause by the attempts that it has behind it, as `pauseAfter` has it; JavaScript's << is SQLite's.
  const longest = sql`min(${LONGEST_DELAY}, ${FIRST_DELAY} * (1 << max(attempts - 1, 0)))`;
  await sql`
    update outbox set run_at = ${now}
    where state = 'pending' and run_at > ${soon}
      and case when attempts = 0 then created_at > ${soon} or run_at > ${soon + LONGEST_DELAY}
        else run_at > ${soon} + ${longest} end`.execute(context.db);
  await sql`
    update outbox set locked_until = ${now + LOCK}
    where state = 'pending' and locked_until > ${soon + LOCK}`.execute(context.db);
}
