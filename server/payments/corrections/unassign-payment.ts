import { audit, auditOperator } from '../../announce/audit.ts';
import { publish } from '../../announce/publish.ts';
import type { Context } from '../../context/context.ts';
import { inTransaction, type Work } from '../../context/in-transaction.ts';
import type { Tx } from '../../database/db.ts';
import type { Tables } from '../../database/tables.ts';
import { DomainError } from '../../foundation/domain-error.ts';
import { orderById } from '../../orders/core/find-order.ts';
import { orderTopics } from '../../orders/core/order-topics.ts';
import { readUnderpayments } from '../../orders/core/unapplied-money.ts';
import { updateOrderState } from '../../orders/core/update-order-state.ts';
import { findAttempt } from '../core/find-attempt.ts';
import { MOVEMENT_REPORTERS } from '../settlement/same-movement.ts';
import { dropJobs, withdrawRefunds } from './withdraw-refunds.ts';

type Payment = Tables['payments'];

/**
 * Takes a transfer off the order where it waits for its rest, or takes back that all of it is to be refunded, when a
 * person has found that it is for something else: it is unmatched again. Money that has paid a line stays, since the
 * licence is renewed; so does money of an attempt at VNPay, MoMo or ZaloPay, through which it goes back.
 *
 * @throws DomainError PAYMENT_NOT_UNAPPLIED when some of it has paid a line, gone back, or is on its way back
 */
export async function unassignPayment(
  context: Context,
  operator: string,
  { paymentId }: { paymentId: string },
): Promise<void> {
  await inTransaction(context, async (work) => {
    const { tx } = work;
    const payment = await readUnused(tx, paymentId);
    const attempt = await findAttempt(tx, payment.payment_attempt_id);
    if (goesBackByGateway(payment.gateway, attempt?.method)) {
      throw new DomainError('PAYMENT_NOT_UNAPPLIED');
    }
    const refunds = await withdrawRefunds(tx, payment.id);
    const amount = payment.unapplied + (refunds ?? []).reduce((sum, due) => sum + due.amount, 0);
    if (refunds === null || amount !== payment.amount)
      throw new DomainError('PAYMENT_NOT_UNAPPLIED');
    await tx
      .updateTable('payments')
      .set({ unapplied: amount, unapplied_reason: 'unmatched', payment_attempt_id: null })
      .where('id', '=', payment.id)
      .execute();
    const withdrawnRefunds = refunds.map(({ id, reason }) => ({ id, reason }));
    if (attempt === undefined) {
      const details = { withdrawnRefunds };
      await auditOperator(work, operator, 'payment.unassigned', payment.id, details);
      return;
    }
    await leaveOrder(work, operator, payment, attempt, { withdrawnRefunds });
  });
}

/** Whether a refund of the money is made by its gateway, which knows it by its attempt. */
export function goesBackByGateway(
  gateway: Payment['gateway'],
  method: Tables['payment_attempts']['method'] | null | undefined,
): boolean {
  return method === gateway && !MOVEMENT_REPORTERS.includes(gateway);
}

async function readUnused(tx: Tx, paymentId: string): Promise<Payment> {
  const payment = await tx
    .selectFrom('payments')
    .selectAll()
    .where('id', '=', paymentId)
    .where('set_aside', '=', 0)
    .where('split', '=', 0)
    .where((where) =>
      where.or([
        where('unapplied_reason', 'is', null),
        where('unapplied_reason', '=', 'underpaid'),
      ]),
    )
    .executeTakeFirst();
  if (payment === undefined) throw new DomainError('PAYMENT_NOT_UNAPPLIED');
  return payment;
}

async function leaveOrder(
  work: Work,
  operator: string,
  payment: Payment,
  attempt: Tables['payment_attempts'],
  details: Record<string, unknown>,
): Promise<void> {
  const { tx } = work;
  const left = await readUnderpayments(tx, [attempt]);
  // It would be about nothing.
  if (left.length === 0) await dropJobs(tx, ['payment_unapplied'], 'attemptId', [attempt.id]);
  const order = await orderById(tx, attempt.order_id);
  await audit(work, {
    portalId: order.portal_id,
    firmId: order.firm_id,
    actor: operator,
    action: 'payment.unassigned',
    subjectId: payment.id,
    details: { orderId: order.id, amount: payment.amount, ...details },
  });
  await updateOrderState(tx, order.id);
  publish(work, ...orderTopics(order));
}
