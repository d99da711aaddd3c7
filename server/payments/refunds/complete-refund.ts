import { announce } from '../../announce/facts/announce.ts';
import type { Work } from '../../context/in-transaction.ts';
import { orderById } from '../../orders/core/find-order.ts';
import { raiseVersions } from '../../orders/core/raise-versions.ts';
import { findAttempt } from '../core/find-attempt.ts';

/** Notes that a refund has been paid back, and tells the accountant and the payer. */
export async function completeRefund(
  work: Work,
  refundDueId: string,
  operator: string,
): Promise<void> {
  const { tx } = work;
  await tx
    .updateTable('refunds_due')
    .set({ state: 'refunded', refunded_at: work.now() })
    .where('id', '=', refundDueId)
    .where('state', '=', 'refunding')
    .executeTakeFirstOrThrow();
  const due = await tx
    .selectFrom('refunds_due')
    .innerJoin('payments', 'payments.id', 'refunds_due.payment_id')
    .select(['refunds_due.amount', 'refunds_due.payment_id', 'payment_attempt_id'])
    .where('refunds_due.id', '=', refundDueId)
    .executeTakeFirstOrThrow();
  const { reference } = await tx
    .selectFrom('refunds')
    .select('reference')
    .where('refund_due_id', '=', refundDueId)
    .where('state', '=', 'done')
    .executeTakeFirstOrThrow();
  const { amount, payment_id: paymentId, payment_attempt_id: attemptId } = due;
  const refund = { id: refundDueId, paymentId, amount, reference };
  const attempt = await findAttempt(tx, attemptId);
  if (attempt === undefined) {
    return await announce(work, { kind: 'unmatched_refund_made', by: operator, refund });
  }
  await raiseVersions(tx, [attempt.order_id]);
  const order = await orderById(tx, attempt.order_id);
  await announce(work, { kind: 'refund_made', by: operator, order, attempt, refund });
}
