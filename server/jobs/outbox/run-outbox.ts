import { setTimeout as sleep } from 'node:timers/promises';
import { LANE_NAMES, LANES, type LaneName, MAIL_LANES } from '../../announce/outbox/lanes.ts';
import {
  type HOLD_PAUSES_MS,
  type MailChannel,
  mailChannelOf,
} from '../../channels/mail/smtp/mail-channel.ts';
import type { Mailer } from '../../channels/mail/smtp/smtp-mailer.ts';
import type { Context } from '../../context/context.ts';
import type { Tables } from '../../database/tables.ts';
import { replanJobs } from './replan-jobs.ts';
import { reportHold } from './report-hold.ts';
import { takeReportJob } from './report-news.ts';
import { runJob } from './run-job.ts';
import { type Taken, takeJobs } from './take-jobs.ts';

/** Pause between two polls of a lane, in milliseconds. */
const POLL_PAUSE_MS = 300;

/** Pause between looks for jobs that a changed clock has left in the future, in milliseconds. */
const REPLAN_PAUSE_MS = 30_000;

export interface OutboxRunner {
  /** Lets running jobs end, and starts no more. */
  stop(): Promise<void>;
}

export interface OutboxOptions {
  /** A second way for the one mail that reports held mails. */
  fallback?: Mailer | null;
  holdPauses?: typeof HOLD_PAUSES_MS;
}

/** Sends the outbox's jobs, again and again with growing pauses until each has left or is given up. */
export function startOutbox(
  context: Context,
  mailer: Mailer,
  { fallback = null, holdPauses }: OutboxOptions = {},
): OutboxRunner {
  const stopping = new AbortController();
  const { signal } = stopping;
  const channel = mailChannelOf(context, holdPauses);
  let reporting = Promise.resolve();
  channel.onHeld = (hold) => {
    reporting = reporting.then(() => reportHold(context, fallback, hold));
  };
  const done = Promise.all([
    ...LANE_NAMES.map((lane) => runLane(context, lane, mailer, channel, signal)),
    replanAgainAndAgain(context, signal),
  ]);
  return {
    async stop() {
      stopping.abort();
      await done;
      await reporting;
      mailer.close();
      fallback?.close();
    },
  };
}

async function runLane(
  context: Context,
  lane: LaneName,
  mailer: Mailer,
  channel: MailChannel,
  signal: AbortSignal,
): Promise<void> {
  const isMail = MAIL_LANES.some((name) => name === lane);
  const underWay = new Map<Promise<void>, Taken>();
  let lastTurn = '';
  while (!signal.aborted) {
    const free = LANES[lane].atATime - underWay.size;
    const { count, isTry } = isMail ? channel.admit(free) : { count: free, isTry: false };
    const jobs = await takeOrLog(context, lane, count, lastTurn, underWay);
    if (jobs.length === 0) channel.unused(isTry);
    for (const job of jobs) {
      const running = runJob({ context, mailer, channel, isTry }, job).finally(() =>
        underWay.delete(running),
      );
      underWay.set(running, job);
      lastTurn = job.tenant;
    }
    // Another turn for tenants that may have one more under way, before waiting for anything.
    if (jobs.length > 0 && underWay.size < LANES[lane].atATime) continue;
    await Promise.race([pause(POLL_PAUSE_MS, signal), ...underWay.keys()]);
  }
  await Promise.all(underWay.keys());
}

async function takeOrLog(
  context: Context,
  lane: LaneName,
  count: number,
  lastTurn: string,
  underWay: ReadonlyMap<Promise<void>, Taken>,
): Promise<Tables['outbox'][]> {
  if (count === 0) return [];
  try {
    if (lane === 'operations_mails') return await takeReportJob(context);
    return await takeJobs(context, lane, count, lastTurn, [...underWay.values()]);
  } catch (error) {
    context.log('outbox.unreadable', { error: String(error) });
    return [];
  }
}

async function replanAgainAndAgain(context: Context, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await replanJobs(context).catch((error: unknown) => {
      context.log('outbox.unreadable', { error: String(error) });
    });
    await pause(REPLAN_PAUSE_MS, signal);
  }
}

async function pause(time: number, signal: AbortSignal): Promise<void> {
  await sleep(time, undefined, { signal }).catch(() => {});
}
