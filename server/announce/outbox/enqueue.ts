import type { Tx } from '../../database/db.ts';
import { newId } from '../../database/id.ts';
import { inList } from '../../database/in-list.ts';
import { insertRows } from '../../database/insert-rows.ts';
import { prepared } from '../../database/prepared.ts';
import type { Tables } from '../../database/tables.ts';
import { type Job, rowOf } from './job.ts';
import { laneOf } from './lanes.ts';

/**
 * Puts jobs into the outbox; they leave after the commit.
 *
 * @param runAt the earliest instant for each, where some are to wait; by default they leave at once
 */
export async function enqueue(
  tx: Tx,
  now: number,
  jobs: readonly Job[],
  runAt: (index: number) => number = () => now,
): Promise<void> {
  const tenantOf = await readTenants(tx, jobs);
  const rows = jobs.map((job, index): Tables['outbox'] => {
    return {
      id: newId(),
      ...rowOf(job),
      state: 'pending',
      tries: 0,
      run_at: runAt(index),
      locked_until: 0,
      last_error: null,
      created_at: now,
      done_at: null,
      lane: laneOf(job.kind),
      tenant: tenantOf(job),
      order_id: orderIdOf(job),
      reason: null,
    };
  });
  await insertRows(tx, 'outbox', rows);
}

function orderIdOf(job: Job): string | null {
  if (job.kind === 'host_event') return job.event.data.order.id;
  return 'orderId' in job ? job.orderId : null;
}

/** The tenant of a job; see {@link LANES}. Mails to operations have none. */
async function readTenants(tx: Tx, jobs: readonly Job[]): Promise<(job: Job) => string> {
  const firms = await readFirms(tx, jobs);
  const gateways = await readGateways(tx, jobs);
  return (job) => {
    if (job.kind === 'host_event') return job.portalId;
    if (job.kind === 'refund_payment') return gateways.get(job.refundId) ?? 'none';
    if (job.kind === 'licenses_expiring') return `${job.portalId}/${job.firmId}`;
    return ('orderId' in job && firms.get(job.orderId)) || 'none';
  };
}

const readOrders = prepared((tx, { ids }: { ids: readonly string[] }) =>
  tx.selectFrom('orders').select(['id', 'portal_id', 'firm_id']).where(inList('id', ids)),
);

async function readFirms(tx: Tx, jobs: readonly Job[]): Promise<Map<string, string>> {
  const orderIds = new Set(jobs.flatMap((job) => ('orderId' in job ? job.orderId : [])));
  if (orderIds.size === 0) return new Map();
  const orders = await readOrders(tx, { ids: [...orderIds] });
  return new Map(orders.map((order) => [order.id, `${order.portal_id}/${order.firm_id}`]));
}

async function readGateways(tx: Tx, jobs: readonly Job[]): Promise<Map<string, string>> {
  const refundIds = jobs.flatMap((job) => (job.kind === 'refund_payment' ? job.refundId : []));
  if (refundIds.length === 0) return new Map();
  const refunds = await tx
    .selectFrom('refunds')
    .innerJoin('refunds_due', 'refunds_due.id', 'refunds.refund_due_id')
    .innerJoin('payments', 'payments.id', 'refunds_due.payment_id')
    .select(['refunds.id', 'gateway'])
    .where(inList('refunds.id', refundIds))
    .execute();
  return new Map(refunds.map((refund) => [refund.id, refund.gateway]));
}
