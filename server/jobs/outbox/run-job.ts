import type { ExpressionBuilder } from 'kysely';
import { type Job, jobOf, type MailJob } from '../../announce/outbox/job.ts';
import { sendEvent } from '../../channels/events/send-event.ts';
import type { MailDocument } from '../../channels/mail/document/mail-document.ts';
import { renderMail } from '../../channels/mail/render-mail.ts';
import type { MailChannel } from '../../channels/mail/smtp/mail-channel.ts';
import { isNoMailbox, type MailFailure } from '../../channels/mail/smtp/smtp-failure.ts';
import type { Mailer } from '../../channels/mail/smtp/smtp-mailer.ts';
import type { Context } from '../../context/context.ts';
import { inTransaction } from '../../context/in-transaction.ts';
import type { Reader } from '../../database/db.ts';
import { inList } from '../../database/in-list.ts';
import type { Tables } from '../../database/tables.ts';
import { HOUR_MS } from '../../foundation/durations.ts';
import { failureReason } from '../../foundation/failure-reason.ts';
import { errorText } from '../../foundation/thrown.ts';
import { runRefund } from '../../payments/refunds/run-refund.ts';
import { giveUp } from './give-up.ts';
import { noteAccepted, noteRefused, refusedBefore, tellOthers } from './note-address.ts';
import { followFirst, takeWithReport, writeReport } from './report-news.ts';

/** After this many tries, over about two days, a job is given up. */
const MAX_TRIES = 20;
export const FIRST_DELAY_MS = 5_000;
export const LONGEST_DELAY_MS = 6 * HOUR_MS;

/** Pause of a job after this many tries, in milliseconds; null: it is given up. */
export function pauseAfter(tries: number): number | null {
  if (tries >= MAX_TRIES) return null;
  return Math.min(FIRST_DELAY_MS * 2 ** (tries - 1), LONGEST_DELAY_MS);
}

/** A mail that the mail server did not accept, or that did not reach it. */
class NotSent extends Error {
  readonly failure: MailFailure;

  constructor(failure: MailFailure, cause: unknown) {
    super(errorText(cause), { cause });
    this.name = 'NotSent';
    this.failure = failure;
  }
}

/** Channels by which jobs leave. */
export interface Ways {
  context: Context;
  mailer: Mailer;
  channel: MailChannel;
  /** Mails are held, and this one is to try the way. */
  isTry: boolean;
}

/** Runs a job that this process has taken, and records the outcome. */
export async function runJob(ways: Ways, row: Tables['outbox']): Promise<void> {
  const { context } = ways;
  const job = jobOf(row);
  try {
    let accepted: MailJob | null = null;
    if (job.kind === 'refund_payment') await runRefund(context, job.refundId);
    else if (job.kind === 'host_event') await sendEvent(context, row.id, job);
    else if (row.lane === 'operations_mails') await runReport(ways, row, job);
    else if (await sendMail(ways, row, job, () => renderMail(context, job))) accepted = job;
    if (accepted !== null) await recordSent(context, row, accepted);
    else if (row.lane !== 'operations_mails') await markDone(context.db, context.now(), [row.id]);
  } catch (error) {
    // If even that can't be recorded, its lock expires, and it is tried again.
    await writeFailure(ways, row, job, error).catch((fault: unknown) => {
      context.log('outbox.unreadable', { error: String(fault) });
    });
  }
}

/** Records a mail that has left, and that its address accepts mails, where it refused one before. */
async function recordSent(context: Context, row: Tables['outbox'], job: MailJob): Promise<void> {
  let isNews = false;
  try {
    if (await refusedBefore(context, row, job)) {
      isNews = await inTransaction(context, async (work) => {
        await markDone(work.tx, work.now(), [row.id]);
        return await noteAccepted(work, row, job);
      });
    } else await markDone(context.db, context.now(), [row.id]);
  } catch (error) {
    // A failure about the address must not send the mail again.
    await markDone(context.db, context.now(), [row.id]);
    throw error;
  }
  if (isNews) await tellOthers(context, row, job);
}

async function markDone(reader: Reader, now: number, ids: readonly string[]): Promise<void> {
  await reader
    .updateTable('outbox')
    .set({ state: 'done', done_at: now, last_error: null })
    .where(inList('id', ids))
    .execute();
}

/** All waiting jobs for operations leave as one mail, and share its outcome. */
async function runReport(ways: Ways, row: Tables['outbox'], job: MailJob): Promise<void> {
  const { context } = ways;
  const others = await takeWithReport(context, row);
  try {
    await sendMail(ways, row, job, () => writeReport(context, [row, ...others]));
    await markDone(context.db, context.now(), [row.id, ...others.map(({ id }) => id)]);
  } catch (error) {
    if (await writeFailure(ways, row, job, error)) await followFirst(context, row.id, others);
  }
}

/** @returns whether it was sent; it may no longer be needed */
async function sendMail(
  { mailer, channel, isTry }: Ways,
  row: Tables['outbox'],
  job: MailJob,
  render: () => Promise<MailDocument | null>,
): Promise<boolean> {
  const mail = await render().catch((error: unknown) => {
    channel.unused(isTry);
    throw error;
  });
  if (mail === null) {
    channel.unused(isTry);
    return false;
  }
  try {
    await mailer.send(row.id, job.to, mail);
  } catch (error) {
    throw new NotSent(channel.failed(error, isTry), error);
  }
  channel.succeeded();
  return true;
}

/**
 * Records a failure where this process still holds the job. Where its lock has expired, another process may have taken
 * the job, and have sent it: a late failure must not make that undone, or give up what has left.
 *
 * @returns whether it was recorded
 */
async function writeFailure(
  { context, channel }: Ways,
  row: Tables['outbox'],
  job: Job,
  error: unknown,
): Promise<boolean> {
  const text = errorText(error).slice(0, 500);
  const failure = error instanceof NotSent ? error.failure : 'later';
  if (failure === 'channel') return await keepForLater(context, row, channel.pause, text);
  const isFinal = failure === 'addressee' || failure === 'message';
  const isRefused = failure === 'addressee' && isNoMailbox((error as NotSent).cause);
  const pause = isFinal ? null : pauseAfter(row.tries);
  const dead = pause === null;
  const isHeld = await inTransaction(context, async (work) => {
    const { numUpdatedRows } = await work.tx
      .updateTable('outbox')
      .set({
        state: dead ? 'dead' : 'pending',
        run_at: work.now() + (pause ?? 0),
        locked_until: 0,
        last_error: text,
        reason: dead ? failureReason(text) : null,
      })
      .where(isHeldAs(row))
      .executeTakeFirstOrThrow();
    if (numUpdatedRows === 0n) return false;
    if (dead) await giveUp(work, row, job, text);
    if (isRefused) await noteRefused(work, row, job);
    return true;
  });
  const outcome = dead ? 'outbox.given_up' : 'outbox.postponed';
  context.log(isHeld ? outcome : 'outbox.lock_lost', { id: row.id, kind: row.kind, error: text });
  if (isHeld && isRefused) await tellOthers(context, row, job);
  return isHeld;
}

/** The failure is of the way to the mail server, not of this mail: its try does not count. */
async function keepForLater(
  context: Context,
  row: Tables['outbox'],
  pause: number,
  error: string,
): Promise<boolean> {
  const { numUpdatedRows } = await context.db
    .updateTable('outbox')
    .set((set) => ({
      tries: set('tries', '-', 1),
      run_at: context.now() + pause,
      locked_until: 0,
      last_error: error,
    }))
    .where(isHeldAs(row))
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

/** The lock tells which process holds the job: every take sets another one. */
function isHeldAs({ id, locked_until }: Tables['outbox']) {
  return ({ and, eb }: ExpressionBuilder<Tables, 'outbox'>) =>
    and([eb('id', '=', id), eb('state', '=', 'pending'), eb('locked_until', '=', locked_until)]);
}
