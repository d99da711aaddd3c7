import { sql } from 'kysely';
import type { Context } from '../../context/context.ts';
import { LONGEST_DELAY_MS, pauseAfter } from './run-job.ts';
import { LOCK_MS } from './take-jobs.ts';

/** Smaller corrections of clocks are usual, and no reason to replan, in milliseconds. */
const SLACK_MS = 60_000;

/**
 * Makes jobs due that wait longer than any pause of theirs, because the clock was set back since. Locks that last
 * longer than any lock are shortened likewise.
 */
export async function replanJobs(context: Context): Promise<void> {
  const now = context.now();
  const soon = now + SLACK_MS;
  await sql`
    update outbox set run_at = ${now}
    where state = 'pending' and run_at > ${soon}
      and case when tries = 0 then created_at > ${soon} or run_at > ${soon + LONGEST_DELAY_MS}
        else run_at - ${pauseOfJob()} > ${soon} end`.execute(context.db);
  await sql`
    update outbox set locked_until = ${now + LOCK_MS}
    where state = 'pending' and locked_until > ${soon + LOCK_MS}`.execute(context.db);
}

/** The pause after a job's tries so far. */
function pauseOfJob() {
  const pauses = [];
  for (let tries = 1, pause = pauseAfter(tries); pause !== null; pause = pauseAfter(++tries)) {
    pauses.push(sql`when tries <= ${sql.lit(tries)} then ${sql.lit(pause)}`);
  }
  return sql`case ${sql.join(pauses, sql` `)} else ${sql.lit(LONGEST_DELAY_MS)} end`;
}
