import { announce } from '../../announce/facts/announce.ts';
import type { Context } from '../../context/context.ts';
import { inTransaction, type Work } from '../../context/in-transaction.ts';
import type { Tables } from '../../database/tables.ts';
import { findAttempt } from '../core/find-attempt.ts';
import { GatewayUnreached } from '../gateways/core/call-gateway.ts';
import type { GatewayRefunds, RefundAnswer, RefundRequest } from '../gateways/core/gateway.ts';
import { gatewayOf } from '../gateways/enabled-gateways.ts';
import { completeRefund } from './complete-refund.ts';

/** Makes the outbox ask again later. */
class RefundPending extends Error {
  constructor() {
    super('The gateway has not finished the refund');
    this.name = 'RefundPending';
  }
}

/**
 * Requests a refund from a gateway. Once sent, the gateway is asked about it before it is sent again: at some gateways,
 * the same request is a second refund. Only the gateway's answer counts; without one, the refund stays pending.
 *
 * @throws when the gateway does not answer or has not finished: the outbox tries again
 */
export async function runRefund(context: Context, refundId: string): Promise<void> {
  const request = await readRequest(context, refundId);
  if (request === undefined) return;
  const { attempt } = request;
  const { refunds } = gatewayOf(context.config, attempt.method);
  if (refunds === undefined) throw new Error(`${attempt.method} pays nothing back`);
  const answer = await sendOrTrace(context, refunds, request);
  if (answer.state === 'pending') throw new RefundPending();
  await inTransaction(context, (work) => record(work, refundId, answer));
}

async function sendOrTrace(
  context: Context,
  refunds: GatewayRefunds,
  request: RefundRequest,
): Promise<RefundAnswer> {
  const { refundId } = request;
  const isFirst = await markSent(context, refundId);
  if (!isFirst) {
    const trace = await refunds.trace(request);
    if (trace.state !== 'unknown') return trace;
  }
  try {
    return await refunds.make(request);
  } catch (error) {
    if (isFirst && error instanceof GatewayUnreached) await unmarkSent(context, refundId);
    throw error;
  }
}

/**
 * Marks a refund as sent, committed before the call: after a crash in between, it may have been made.
 *
 * @returns false: it was sent before
 */
async function markSent(context: Context, refundId: string): Promise<boolean> {
  const { numUpdatedRows } = await context.db
    .updateTable('refunds')
    .set({ sent_at: context.now() })
    .where('id', '=', refundId)
    .where('sent_at', 'is', null)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

async function unmarkSent(context: Context, refundId: string): Promise<void> {
  await context.db
    .updateTable('refunds')
    .set({ sent_at: null })
    .where('id', '=', refundId)
    .execute();
}

/** The outbox has given up: a person has to find out whether money went back. */
export async function giveUpRefund(work: Work, refundId: string, error: string): Promise<void> {
  await record(work, refundId, { state: 'unclear', error });
}

async function readRequest(context: Context, refundId: string): Promise<RefundRequest | undefined> {
  const row = await context.db
    .selectFrom('refunds')
    .innerJoin('refunds_due', 'refunds_due.id', 'refunds.refund_due_id')
    .innerJoin('payments', 'payments.id', 'refunds_due.payment_id')
    .select((select) => [
      select
        .selectFrom('payments as others')
        .select((others) => others.fn.countAll<number>().as('count'))
        .whereRef('others.payment_attempt_id', '=', 'payments.payment_attempt_id')
        .as('of_attempt'),
    ])
    .select([
      'refunds.requested_by',
      'refunds.created_at',
      'refunds_due.amount',
      'gateway_transaction_id',
      'payments.amount as received',
      'payment_attempt_id',
    ])
    .where('refunds.id', '=', refundId)
    .where('refunds.state', '=', 'pending')
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const attempt = await findAttempt(context.db, row.payment_attempt_id);
  if (attempt === undefined) throw new Error('The payment names no attempt');
  return {
    refundId,
    amount: row.amount,
    payment: {
      transactionId: row.gateway_transaction_id,
      amount: row.received,
      isOnly: Number(row.of_attempt) === 1,
    },
    attempt,
    requestedBy: row.requested_by,
    requestedAt: row.created_at,
    now: context.now(),
  };
}

async function record(
  work: Work,
  refundId: string,
  answer: Exclude<RefundAnswer, { state: 'pending' }>,
): Promise<void> {
  const { tx } = work;
  const now = work.now();
  const values: Partial<Tables['refunds']> =
    answer.state === 'done'
      ? { state: 'done', reference: answer.reference, done_at: now, error: null }
      : { state: answer.state, error: answer.error };
  const refund = await tx
    .updateTable('refunds')
    .set(values)
    .where('id', '=', refundId)
    .where('state', '=', 'pending')
    .returning(['refund_due_id', 'requested_by'])
    .executeTakeFirst();
  if (refund === undefined) return;
  if (answer.state === 'done') {
    return await completeRefund(work, refund.refund_due_id, refund.requested_by);
  }
  work.log('refund.not_made', { refundId, state: answer.state, error: answer.error });
  const { refund_due_id: refundDueId } = refund;
  const { state, error } = answer;
  await announce(work, { kind: 'refund_not_made', refundDueId, state, error });
  if (answer.state === 'failed') {
    await tx
      .updateTable('refunds_due')
      .set({ state: 'due' })
      .where('id', '=', refund.refund_due_id)
      .execute();
  }
}
