import { sql } from 'kysely';
import { operationsAddress } from '../../announce/operations-address.ts';
import { enqueue } from '../../announce/outbox/enqueue.ts';
import type { Job, MailJob } from '../../announce/outbox/job.ts';
import type { Work } from '../../context/in-transaction.ts';
import type { Tables } from '../../database/tables.ts';
import { giveUpRefund } from '../../payments/refunds/run-refund.ts';

/** Minimum pause between two mails to operations about one portal's failed events, in milliseconds. */
const EVENT_MAIL_PAUSE = 86_400_000;

/** The consequences of giving a job up; a person can have it tried again. */
export async function giveUp(
  work: Work,
  row: Tables['outbox'],
  job: Job,
  error: string,
): Promise<void> {
  const { tx } = work;
  if (job.kind === 'refund_payment') return await giveUpRefund(work, job.refundId, error);
  const to = operationsAddress(work);
  if (to === null) return;
  const { kind, attempts } = row;
  if (job.kind === 'host_event') {
    const { portalId, event } = job;
    if (await wasTold(work, portalId)) return;
    const told = { portalId, type: event.type, attempts, error };
    await enqueue(tx, work.now(), [{ kind: 'event_undeliverable', to, event: told }]);
  } else if (job.to.email !== to.email) {
    const mail = { kind, to: job.to.email, attempts, error };
    await enqueue(tx, work.now(), [{ kind: 'mail_undeliverable', to, mail }]);
  }
}

/** A portal that is down for days has hundreds of events given up, which take one mail a day. */
async function wasTold(work: Work, portalId: string): Promise<boolean> {
  const told = await work.tx
    .selectFrom('outbox')
    .select('payload')
    // Worded exactly as its partial index: otherwise SQLite would read the whole outbox.
    .where(sql<boolean>`kind = 'event_undeliverable'`)
    .where('created_at', '>', work.now() - EVENT_MAIL_PAUSE)
    .execute();
  type Told = Pick<Extract<MailJob, { kind: 'event_undeliverable' }>, 'event'>;
  return told.some(({ payload }) => (JSON.parse(payload) as Told).event.portalId === portalId);
}
