import { newId } from '../../database/id.ts';
import { inList } from '../../database/in-list.ts';
import { insertRows } from '../../database/insert-rows.ts';
import type { Tx } from '../../database/open.ts';
import type { Tables } from '../../database/tables.ts';
import type { HostEvent } from '../events/host-event.ts';
import { laneOf } from './lanes.ts';

export interface MailAddress {
  name: string;
  email: string;
}

/** Work that is to be done after the commit, and again until it is done. */
export type Job =
  | MailJob
  | { kind: 'refund_payment'; refundId: string }
  | { kind: 'host_event'; portalId: string; event: HostEvent };

/**
 * A mail to leave after the commit. One mail has one addressee, so that a bounced address
 * mails nobody else again. A mail is rendered when it leaves, from what the database then says.
 */
export type MailJob =
  /** `lineIds`: the addressee's own lines; null: the whole order. */
  | { kind: 'order_placed'; orderId: string; to: MailAddress; lineIds: string[] | null }
  /** `lineIds`: the lines that were paid, of those that concern the addressee. */
  | { kind: 'payment_received'; orderId: string; to: MailAddress; lineIds: string[] }
  | { kind: 'payment_held'; orderId: string; to: MailAddress; sessionId: string }
  | { kind: 'refund_due'; orderId: string; to: MailAddress; refundDueId: string }
  | { kind: 'refund_made'; orderId: string; to: MailAddress; refundDueId: string }
  /** One line's owner gets the link to pay it. */
  | { kind: 'payment_link'; orderId: string; linkId: string; to: MailAddress }
  /** `lineIds`: the lines that were cancelled: all that was unpaid, or some of it. */
  | {
      kind: 'order_cancelled' | 'order_lines_cancelled';
      orderId: string;
      to: MailAddress;
      lineIds: string[];
      reason: string;
      /** Who has cancelled, and says why; missing in mails of an older version that wait still. */
      by?: string;
      /** How many lines have another price since, and what is to be paid now; missing where none has. */
      repriced?: { count: number; due: number };
    }
  /** `lineIds`: the lines that nobody had paid by the due date. */
  | { kind: 'order_expired'; orderId: string; to: MailAddress; lineIds: string[] }
  /** `lineIds`: as with `order_placed`. */
  | { kind: 'order_due_soon'; orderId: string; to: MailAddress; lineIds: string[] | null }
  /** To the owner of one line, who was mailed the link to pay it. */
  | { kind: 'line_due_soon'; orderId: string; lineId: string; to: MailAddress }
  /** `lineIds`: as with `order_placed`. */
  | {
      kind: 'commitment_made' | 'commitment_due_soon';
      orderId: string;
      to: MailAddress;
      lineIds: string[] | null;
    }
  /** `lineIds`: the lines whose licences fall back to their paid expiry. */
  | { kind: 'commitment_lapsed'; orderId: string; to: MailAddress; lineIds: string[] }
  /** To the vendor's operations: money that nobody knows what to do with. */
  | { kind: 'payment_unmatched'; paymentId: string; to: MailAddress }
  | { kind: 'refund_due_operations'; refundDueId: string; to: MailAddress }
  | {
      kind: 'refund_not_made';
      refundDueId: string;
      state: 'failed' | 'unclear';
      error: string;
      to: MailAddress;
    }
  | { kind: 'gateway_message_odd'; messageId: string; to: MailAddress }
  | {
      kind: 'mail_undeliverable';
      to: MailAddress;
      mail: { kind: string; to: string; attempts: number; error: string };
    }
  | {
      kind: 'event_undeliverable';
      to: MailAddress;
      event: { portalId: string; type: string; attempts: number; error: string };
    };

/**
 * Puts jobs into the outbox; they leave when the transaction has committed.
 *
 * @param runAt the earliest instant for each, where some are to wait; without it, they leave at once
 */
export async function enqueue(
  tx: Tx,
  now: number,
  jobs: readonly Job[],
  runAt: (index: number) => number = () => now,
): Promise<void> {
  const tenantOf = await readTenants(tx, jobs);
  const rows = jobs.map((job, index): Tables['outbox'] => {
    const { kind, ...payload } = job;
    return {
      id: newId(),
      kind,
      payload: JSON.stringify(payload),
      state: 'pending',
      attempts: 0,
      run_at: runAt(index),
      locked_until: 0,
      last_error: null,
      created_at: now,
      done_at: null,
      lane: laneOf(kind),
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

/** Whose turn jobs take; see {@link LANES}. Mails to operations are nobody's. */
async function readTenants(tx: Tx, jobs: readonly Job[]): Promise<(job: Job) => string> {
  const firms = await readFirms(tx, jobs);
  const gateways = await readGateways(tx, jobs);
  return (job) => {
    if (job.kind === 'host_event') return job.portalId;
    if (job.kind === 'refund_payment') return gateways.get(job.refundId) ?? 'none';
    return ('orderId' in job && firms.get(job.orderId)) || 'none';
  };
}

async function readFirms(tx: Tx, jobs: readonly Job[]): Promise<Map<string, string>> {
  const orderIds = new Set(jobs.flatMap((job) => ('orderId' in job ? job.orderId : [])));
  if (orderIds.size === 0) return new Map();
  const orders = await tx
    .selectFrom('orders')
    .select(['id', 'portal_id', 'firm_id'])
    .where(inList('id', [...orderIds]))
    .execute();
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
