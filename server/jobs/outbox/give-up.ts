import { sql } from 'kysely';
import { announce } from '../../announce/facts/announce.ts';
import { operationsAddress } from '../../announce/operations-address.ts';
import { type Job, jobOf } from '../../announce/outbox/job.ts';
import type { Work } from '../../context/in-transaction.ts';
import type { Tables } from '../../database/tables.ts';
import { DAY_MS } from '../../foundation/durations.ts';
import { giveUpRefund } from '../../payments/refunds/run-refund.ts';

/** Minimum pause between two mails to operations about one portal's failed events, in milliseconds. */
const EVENT_MAIL_PAUSE_MS = DAY_MS;

/** The consequences of giving a job up; a person can have it tried again. */
export async function giveUp(
  work: Work,
  row: Tables['outbox'],
  job: Job,
  error: string,
): Promise<void> {
  if (job.kind === 'refund_payment') return await giveUpRefund(work, job.refundId, error);
  const { kind, tries } = row;
  if (job.kind === 'host_event') {
    const { portalId, event } = job;
    if (await wasTold(work, portalId)) return;
    const told = { portalId, type: event.type, tries, error };
    await announce(work, { kind: 'event_undeliverable', event: told });
  } else if (job.to.email !== operationsAddress(work)?.email) {
    const mail = { kind, to: job.to.email, tries, error };
    await announce(work, { kind: 'mail_undeliverable', mail });
  }
}

/** A portal that is down for days has hundreds of events given up, which take one mail a day. */
async function wasTold(work: Work, portalId: string): Promise<boolean> {
  const told = await work.tx
    .selectFrom('outbox')
    .select(['kind', 'payload'])
    // Worded exactly as its partial index: otherwise SQLite would read the whole outbox.
    .where(sql<boolean>`kind = 'event_undeliverable'`)
    .where('created_at', '>', work.now() - EVENT_MAIL_PAUSE_MS)
    .execute();
  return told.some((row) => {
    const job = jobOf(row);
    return job.kind === 'event_undeliverable' && job.event.portalId === portalId;
  });
}
