import type { Context } from '../context.ts';
import type { Tables } from '../database/tables.ts';
import type { Job, MailAddress } from '../outbox/enqueue.ts';

/** A mail, an event or a refund that was given up. */
export interface DeadJob {
  id: string;
  kind: Job['kind'];
  /** Of a mail: to whom. */
  to: MailAddress | null;
  /** Of an event: which, and for which portal. */
  event: { portalId: string; type: string } | null;
  orderNumber: string | null;
  attempts: number;
  error: string;
  createdAt: number;
}

/** The newest first. */
export async function listDeadJobs(context: Context, most: number): Promise<DeadJob[]> {
  const rows = await context.db
    .selectFrom('outbox')
    .selectAll()
    .where('state', '=', 'dead')
    .orderBy('id', 'desc')
    .limit(most)
    .execute();
  const dead: DeadJob[] = [];
  for (const row of rows) dead.push(await toDeadJob(context, row));
  return dead;
}

async function toDeadJob(context: Context, row: Tables['outbox']): Promise<DeadJob> {
  const job = { kind: row.kind, ...JSON.parse(row.payload) } as Job;
  return {
    id: row.id,
    kind: job.kind,
    to: 'to' in job ? job.to : null,
    event: job.kind === 'host_event' ? { portalId: job.portalId, type: job.event.type } : null,
    orderNumber: await orderNumberOf(context, job),
    attempts: row.attempts,
    error: row.last_error ?? '',
    createdAt: row.created_at,
  };
}

async function orderNumberOf({ db }: Context, job: Job): Promise<string | null> {
  if (job.kind === 'host_event') return job.event.data.order.number;
  if ('orderId' in job) {
    const order = await db
      .selectFrom('orders')
      .select('number')
      .where('id', '=', job.orderId)
      .executeTakeFirst();
    return order?.number ?? null;
  }
  if (job.kind !== 'refund_payment' && job.kind !== 'refund_due_operations') return null;
  const due = db
    .selectFrom('refunds_due')
    .innerJoin('payments', 'payments.id', 'refunds_due.payment_id')
    .innerJoin('payment_sessions', 'payment_sessions.id', 'payments.payment_session_id')
    .innerJoin('orders', 'orders.id', 'payment_sessions.order_id')
    .select('number');
  const order =
    job.kind === 'refund_payment'
      ? await due
          .where('refunds_due.id', '=', (refund) =>
            refund.selectFrom('refunds').select('refund_due_id').where('id', '=', job.refundId),
          )
          .executeTakeFirst()
      : await due.where('refunds_due.id', '=', job.refundDueId).executeTakeFirst();
  return order?.number ?? null;
}
