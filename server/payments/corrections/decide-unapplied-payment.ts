import { auditOperator } from '../../announce/audit.ts';
import { announce } from '../../announce/facts/announce.ts';
import type { Context } from '../../context/context.ts';
import { inTransaction } from '../../context/in-transaction.ts';
import { DomainError } from '../../foundation/domain-error.ts';
import { orderById } from '../../orders/core/find-order.ts';
import { updateOrderState } from '../../orders/core/update-order-state.ts';
import { findAttempt } from '../core/find-attempt.ts';
import { releaseSuspected } from '../settlement/apply-payment.ts';
import { oweRefunds } from '../settlement/refunds-due.ts';

/**
 * Applies money that a gateway suspected of fraud, when a person has cleared it.
 *
 * @throws DomainError PAYMENT_NOT_UNAPPLIED when it is not suspected
 */
export async function approveSuspectedPayment(
  context: Context,
  operator: string,
  input: { paymentId: string },
): Promise<void> {
  await inTransaction(context, async (work) => {
    const released = await releaseSuspected(work, { id: input.paymentId });
    if (!released) throw new DomainError('PAYMENT_NOT_UNAPPLIED');
    await auditOperator(work, operator, 'payment.approved', input.paymentId);
  });
}

/**
 * Makes unmatched or suspected money a refund due.
 *
 * @throws DomainError PAYMENT_NOT_UNAPPLIED when it is neither
 */
export async function returnUnappliedPayment(
  context: Context,
  operator: string,
  input: { paymentId: string },
): Promise<void> {
  await inTransaction(context, async (work) => {
    const { tx } = work;
    const payment = await tx
      .selectFrom('payments')
      .selectAll()
      .where('id', '=', input.paymentId)
      .where('unapplied_reason', 'in', ['unmatched', 'suspected_fraud'])
      // A possible duplicate never goes back: the money may have come only once.
      .where('possible_duplicate_of', 'is', null)
      .executeTakeFirst();
    if (payment === undefined) throw new DomainError('PAYMENT_NOT_UNAPPLIED');
    await tx
      .updateTable('payments')
      .set({ unapplied: 0, unapplied_reason: null })
      .where('id', '=', payment.id)
      .execute();
    const { id: paymentId, unapplied: amount, unapplied_reason } = payment;
    const reason = unapplied_reason === 'unmatched' ? 'unmatched' : 'suspected_fraud';
    const refunds = await oweRefunds(work, [{ paymentId, amount, reason }]);
    await auditOperator(work, operator, 'payment.returned', paymentId);
    const attempt = await findAttempt(tx, payment.payment_attempt_id);
    if (attempt === undefined) return;
    const order = await orderById(tx, attempt.order_id);
    await updateOrderState(tx, order.id);
    await announce(work, { kind: 'refund_due', order, attempt, refunds });
  });
}
