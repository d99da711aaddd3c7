import { auditOperator } from '../../announce/audit.ts';
import { announce } from '../../announce/facts/announce.ts';
import type { Context } from '../../context/context.ts';
import { inTransaction } from '../../context/in-transaction.ts';
import { DomainError } from '../../foundation/domain-error.ts';
import { updateOrderState } from '../../orders/core/update-order-state.ts';
import { findSession } from '../core/find-session.ts';
import { releaseSuspected } from '../settlement/apply-payment.ts';
import { oweRefunds } from '../settlement/refunds-due.ts';

/**
 * Applies money that a gateway suspected of fraud, when a person has cleared it.
 *
 * @throws DomainError PAYMENT_NOT_HELD when it is not suspected
 */
export async function approveHeldPayment(
  context: Context,
  operator: string,
  input: { paymentId: string },
): Promise<void> {
  await inTransaction(context, async (work) => {
    const released = await releaseSuspected(work, { id: input.paymentId });
    if (!released) throw new DomainError('PAYMENT_NOT_HELD');
    await auditOperator(work, operator, 'payment.approved', input.paymentId);
  });
}

/**
 * Makes unmatched or suspected money a refund due.
 *
 * @throws DomainError PAYMENT_NOT_HELD when it is neither
 */
export async function returnHeldPayment(
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
      .where('hold_reason', 'in', ['unmatched', 'suspected_fraud'])
      // A possible duplicate never goes back: the money may have come only once.
      .where('possible_duplicate_of', 'is', null)
      .executeTakeFirst();
    if (payment === undefined) throw new DomainError('PAYMENT_NOT_HELD');
    await tx
      .updateTable('payments')
      .set({ held: 0, hold_reason: null })
      .where('id', '=', payment.id)
      .execute();
    const { id: paymentId, held: amount, hold_reason } = payment;
    const reason = hold_reason === 'unmatched' ? 'unmatched' : 'suspected_fraud';
    const refunds = await oweRefunds(work, [{ paymentId, amount, reason }]);
    await auditOperator(work, operator, 'payment.returned', paymentId);
    const session = await findSession(tx, payment.payment_session_id);
    if (session === undefined) return;
    const order = await tx
      .selectFrom('orders')
      .selectAll()
      .where('id', '=', session.order_id)
      .executeTakeFirstOrThrow();
    await updateOrderState(tx, order.id);
    await announce(work, { kind: 'refund_due', order, session, refunds, lines: [] });
  });
}
