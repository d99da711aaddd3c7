import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Context } from '../context.ts';
import { jsonText } from '../database/json-text.ts';
import type { Tables } from '../database/tables.ts';
import { sendEvent } from '../host-events/send-event.ts';
import { renderMail } from '../mail/render-mail.ts';
import type { Mailer } from '../mail/smtp-mailer.ts';
import { runRefund } from '../refunds/run-refund.ts';
import type { Job } from './enqueue.ts';
import { giveUp } from './give-up.ts';

/** How often the outbox is looked into, how many leave at a time, how long one may take: milliseconds. */
const POLL_INTERVAL = 300;
const BATCH = 10;
const LOCK = 120_000;

/** After so many attempts, over about two days, a job is given up. */
const MAX_ATTEMPTS = 20;
const FIRST_DELAY = 5_000;
const LONGEST_DELAY = 6 * 3_600_000;

/** Events of one portal that are under way at a time: one that does not answer holds up no other's. */
const PORTAL_BATCH = 2;

/** How long a job waits after so many attempts, in milliseconds; null: it is given up. */
export function pauseAfter(attempts: number): number | null {
  if (attempts >= MAX_ATTEMPTS) return null;
  return Math.min(FIRST_DELAY * 2 ** (attempts - 1), LONGEST_DELAY);
}

export interface OutboxRunner {
  /** Lets what is under way end, and starts no more. */
  stop(): Promise<void>;
}

/** Sends what the outbox holds, again and again with growing pauses until it has left or is given up. */
export function startOutbox(context: Context, mailer: Mailer): OutboxRunner {
  const stopping = new AbortController();
  const { signal } = stopping;
  // Events have a lane of their own: a portal that does not answer holds up nobody's mail.
  const done = Promise.all([
    runEvents(context, mailer, signal),
    runOthers(context, mailer, signal),
  ]);
  return {
    async stop() {
      stopping.abort();
      await done;
      mailer.close();
    },
  };
}

async function runOthers(context: Context, mailer: Mailer, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const jobs = await claim(context, findOthers(context));
    await Promise.all(jobs.map((job) => runJob(context, mailer, job)));
    if (jobs.length === BATCH) continue;
    await pause(signal);
  }
}

async function runEvents(context: Context, mailer: Mailer, signal: AbortSignal): Promise<void> {
  const underWay = new Map<Promise<void>, string>();
  while (!signal.aborted) {
    const events = await claim(context, findEvents(context, [...underWay.values()]));
    for (const event of events) {
      const { portalId } = JSON.parse(event.payload) as { portalId: string };
      const sending = runJob(context, mailer, event).finally(() => underWay.delete(sending));
      underWay.set(sending, portalId);
    }
    // A portal's next events follow as soon as those before them have left.
    await Promise.race([pause(signal), ...underWay.keys()]);
  }
  await Promise.all(underWay.keys());
}

async function pause(signal: AbortSignal): Promise<void> {
  await sleep(POLL_INTERVAL, undefined, { signal }).catch(() => {});
}

/** Written out: with a parameter, the index of what is pending does not serve. */
const PENDING = sql.lit('pending' as const);

type Ids = Promise<{ id: string }[]>;

async function findOthers(context: Context): Ids {
  const now = context.now();
  return await context.db
    .selectFrom('outbox')
    .select('id')
    .where('state', '=', PENDING)
    .where('kind', '<>', 'host_event')
    .where('run_at', '<=', now)
    .where('locked_until', '<=', now)
    .orderBy('run_at')
    .orderBy('id')
    .limit(BATCH)
    .execute();
}

/** The earliest of each portal that has none under way. */
async function findEvents(context: Context, busyPortals: string[]): Ids {
  const now = context.now();
  const portal = jsonText('payload', 'portalId');
  return await context.db
    .selectFrom((due) =>
      due
        .selectFrom('outbox')
        .select(['id', 'run_at'])
        .select(
          sql<number>`row_number() over (partition by ${portal} order by run_at, id)`.as('turn'),
        )
        .where('state', '=', PENDING)
        .where('kind', '=', 'host_event')
        .where('run_at', '<=', now)
        .where('locked_until', '<=', now)
        .$if(busyPortals.length > 0, (idle) => idle.where(portal, 'not in', busyPortals))
        .as('due'),
    )
    .select('id')
    .where('turn', '<=', PORTAL_BATCH)
    .orderBy('run_at')
    .orderBy('id')
    .limit(BATCH)
    .execute();
}

/** Takes jobs for this process alone, until they are done or their lock has run out. */
async function claim(context: Context, due: Ids): Promise<Tables['outbox'][]> {
  try {
    return await lock(
      context,
      (await due).map(({ id }) => id),
    );
  } catch (error) {
    context.log('outbox.unreadable', { error: String(error) });
    return [];
  }
}

async function lock(context: Context, ids: string[]): Promise<Tables['outbox'][]> {
  if (ids.length === 0) return [];
  const now = context.now();
  return await context.db
    .updateTable('outbox')
    .set((set) => ({ locked_until: now + LOCK, attempts: set('attempts', '+', 1) }))
    .where('id', 'in', ids)
    .where('state', '=', 'pending')
    .where('locked_until', '<=', now)
    .returningAll()
    .execute();
}

async function runJob(context: Context, mailer: Mailer, row: Tables['outbox']): Promise<void> {
  const job = { kind: row.kind, ...JSON.parse(row.payload) } as Job;
  try {
    if (job.kind === 'refund_payment') await runRefund(context, job.refundId);
    else if (job.kind === 'host_event') await sendEvent(context, row.id, job);
    else {
      const mail = await renderMail(context, job);
      if (mail !== null) await mailer.send(row.id, job.to, mail);
    }
    await context.db
      .updateTable('outbox')
      .set({ state: 'done', done_at: context.now(), last_error: null })
      .where('id', '=', row.id)
      .execute();
  } catch (error) {
    // Where not even that can be written down, its lock runs out, and it is tried again.
    await postpone(context, row, job, error).catch((fault: unknown) => {
      context.log('outbox.unreadable', { error: String(fault) });
    });
  }
}

async function postpone(
  context: Context,
  row: Tables['outbox'],
  job: Job,
  error: unknown,
): Promise<void> {
  const text = (error instanceof Error ? error.message : String(error)).slice(0, 500);
  const pause = isPermanent(error) ? null : pauseAfter(row.attempts);
  const dead = pause === null;
  context.log(dead ? 'outbox.given_up' : 'outbox.postponed', {
    id: row.id,
    kind: row.kind,
    error: text,
  });
  await context.db.transaction().execute(async (tx) => {
    await tx
      .updateTable('outbox')
      .set({
        state: dead ? 'dead' : 'pending',
        run_at: context.now() + (pause ?? 0),
        locked_until: 0,
        last_error: text,
      })
      .where('id', '=', row.id)
      .execute();
    if (dead) await giveUp(context, tx, row, job, text);
  });
}

/** SMTP 5yz: the server will not take this mail, now or later (RFC 5321, section 4.2.1). */
function isPermanent(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !('responseCode' in error)) return false;
  return Number(error.responseCode) >= 500;
}
