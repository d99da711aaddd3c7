import type { Tx } from '../../database/db.ts';
import { newId } from '../../database/id.ts';
import { inList } from '../../database/in-list.ts';
import { insertRows } from '../../database/insert-rows.ts';
import { prepared } from '../../database/prepared.ts';
import type { Tables } from '../../database/tables.ts';
import { type Job, rowOf } from './job.ts';
import { laneOf } from './lanes.ts';

/** An order whose tenant need not be read. */
export type KnownOrder = Pick<Tables['orders'], 'id' | 'portal_id' | 'firm_id'>;

/** Puts jobs into the outbox; they leave after the commit. */
export async function enqueue(tx: Tx, now: number, jobs: readonly Job[]): Promise<void> {
  await insertRows(tx, 'outbox', await outboxRows(tx, now, jobs));
}

/**
 * The rows that put jobs into the outbox.
 *
 * @param known the order that most of them are about
 * @param runAt the earliest instant for each, where some are to wait; by default they leave at once
 */
export async function outboxRows(
  tx: Tx,
  now: number,
  jobs: readonly Job[],
  known?: KnownOrder,
  runAt: (index: number) => number = () => now,
): Promise<Tables['outbox'][]> {
  const tenantOf = await readTenants(tx, jobs, known);
  return jobs.map((job, index) => {
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
      summed: 0,
    };
  });
}

function orderIdOf(job: Job): string | null {
  if (job.kind === 'host_event') return job.event.data.order.id;
  return 'orderId' in job ? job.orderId : null;
}

/** The tenant of a job; see {@link LANES}. Mails to operations have none. */
async function readTenants(
  tx: Tx,
  jobs: readonly Job[],
  known: KnownOrder | undefined,
): Promise<(job: Job) => string> {
  const firms = await readFirms(tx, jobs, known);
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

async function readFirms(
  tx: Tx,
  jobs: readonly Job[],
  known: KnownOrder | undefined,
): Promise<Map<string, string>> {
  const orderIds = new Set(jobs.flatMap((job) => ('orderId' in job ? job.orderId : [])));
  const orders: KnownOrder[] = known === undefined ? [] : [known];
  if (known !== undefined) orderIds.delete(known.id);
  if (orderIds.size > 0) orders.push(...(await readOrders(tx, { ids: [...orderIds] })));
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
