import { sql } from 'kysely';
import { jobOf, type MailJob } from '../../announce/outbox/job.ts';
import type { MailDocument } from '../../channels/mail/document/mail-document.ts';
import { operationsReport } from '../../channels/mail/operations-report.ts';
import type { Context } from '../../context/context.ts';
import { inTransaction } from '../../context/in-transaction.ts';
import type { Reader } from '../../database/db.ts';
import { inList } from '../../database/in-list.ts';
import { jsonText } from '../../database/json-text.ts';
import type { Tables } from '../../database/tables.ts';
import { MINUTE_MS } from '../../foundation/durations.ts';
import { LOCK_MS, takeJobs } from './take-jobs.ts';

/** Minimum pause between two mails to operations, each with everything new, in milliseconds. */
export const REPORT_PAUSE_MS = 15 * MINUTE_MS;

/** The most jobs in one mail; the others are in the next. */
const MOST = 10_000;

/**
 * Takes the first job of a report, if one may leave now and no process is sending one; of several processes that look
 * at the same moment, one gets it.
 */
export async function takeReportJob(context: Context): Promise<Tables['outbox'][]> {
  const at = context.now();
  if (!(await isReportDue(context.db, at))) return [];
  // Most looks end here, without a transaction.
  if (!(await waitingNews(context.db, at).where('locked_until', '<=', at).executeTakeFirst())) {
    return [];
  }
  return await inTransaction(context, async ({ tx, now }) => {
    if (!(await isReportDue(tx, now()))) return [];
    const underWay = waitingNews(tx, now()).where('locked_until', '>', now());
    if (await underWay.executeTakeFirst()) return [];
    return await takeJobs({ db: tx, now }, 'operations_mails', 1, '', []);
  });
}

function waitingNews(db: Reader, now: number) {
  return (
    db
      .selectFrom('outbox')
      .select('id')
      // Worded exactly as the partial index.
      .where(sql<boolean>`state = 'pending' and lane = 'operations_mails'`)
      .where('run_at', '<=', now)
      .limit(1)
  );
}

/**
 * Whether a mail to operations may leave now. A last one in the future, after the clock was set back, does not count.
 */
async function isReportDue(db: Reader, at: number): Promise<boolean> {
  const last = await db
    .selectFrom('outbox')
    .select('done_at')
    // Worded exactly as the partial index.
    .where(sql<boolean>`state = 'done' and lane = 'operations_mails'`)
    .where('done_at', '>', at - REPORT_PAUSE_MS)
    .where('done_at', '<=', at)
    .limit(1)
    .executeTakeFirst();
  return last === undefined;
}

type Job = Pick<Tables['outbox'], 'id' | 'kind' | 'payload' | 'locked_until'>;

/** Takes every waiting job for the addressee of a job that this process has taken. */
export async function takeWithReport(
  { db, now }: Context,
  first: Tables['outbox'],
): Promise<Job[]> {
  const at = now();
  const { to } = jobOf(first) as MailJob;
  return await db
    .updateTable('outbox')
    .set((set) => ({ locked_until: at + LOCK_MS, tries: set('tries', '+', 1) }))
    .where('id', 'in', (waiting) =>
      waiting
        .selectFrom('outbox')
        .select('id')
        .where(sql<boolean>`state = 'pending' and lane = 'operations_mails'`)
        // The job's lock says so too, but not after the clock was set.
        .where('id', '<>', first.id)
        .where('run_at', '<=', at)
        .where('locked_until', '<=', at)
        .where(jsonText('payload', 'to', 'email'), '=', to.email)
        .orderBy('id')
        .limit(MOST),
    )
    .returning(['id', 'kind', 'payload', 'locked_until'])
    .execute();
}

/** One mail of all the jobs; null when none is needed any more. */
export async function writeReport(
  context: Context,
  jobs: readonly Job[],
): Promise<MailDocument | null> {
  return await operationsReport(
    context,
    jobs.map((job) => jobOf(job) as MailJob),
  );
}

/** The outcome of the first job is the others' too, where this process still holds them: they were one mail. */
export async function followFirst(
  { db }: Context,
  firstId: string,
  others: readonly Job[],
): Promise<void> {
  const [other] = others;
  if (other === undefined) return;
  const ids = others.map(({ id }) => id);
  await sql`
    update outbox set state = first.state, run_at = first.run_at, locked_until = first.locked_until,
      last_error = first.last_error, reason = first.reason, done_at = first.done_at, tries = first.tries
    from (select * from outbox where id = ${firstId}) as first
    where ${inList('outbox.id', ids)} and outbox.state = 'pending'
      and outbox.locked_until = ${other.locked_until}`.execute(db);
}
