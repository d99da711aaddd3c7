import type { Context } from '../../context/context.ts';
import { inTransaction } from '../../context/in-transaction.ts';
import { DomainError } from '../../foundation/domain-error.ts';
import { openAssignedAttempt, payAssigned } from './assigned-money.ts';
import type { Meant } from './lines-to-pay.ts';

/**
 * Assigns unmatched money to an order, when a person has found out what it is for. It then pays as if its transfer had
 * carried a reference: in full, or short and waiting for the rest, or over with the rest due back.
 *
 * @throws DomainError PAYMENT_NOT_UNAPPLIED when it is not unmatched; NOT_FOUND for the order, or for the named line or
 *   customer in it; INVALID_INPUT where several lines of the customer have just that amount
 */
export async function assignPayment(
  context: Context,
  operator: string,
  { paymentId, orderId, ...meant }: { paymentId: string; orderId: string } & Meant,
): Promise<void> {
  await inTransaction(context, async (work) => {
    const { tx } = work;
    const unapplied = await tx
      .selectFrom('payments')
      .select(['memo', 'amount'])
      .where('id', '=', paymentId)
      .executeTakeFirst();
    if (unapplied === undefined) throw new DomainError('PAYMENT_NOT_UNAPPLIED');
    const assigned = await openAssignedAttempt(work, operator, orderId, unapplied, meant);
    const payment = await tx
      .updateTable('payments')
      .set({ payment_attempt_id: assigned.attempt.id, unapplied_reason: 'underpaid' })
      .where('id', '=', paymentId)
      .where('unapplied_reason', '=', 'unmatched')
      .where('possible_duplicate_of', 'is', null)
      .returningAll()
      .executeTakeFirst();
    if (payment === undefined) throw new DomainError('PAYMENT_NOT_UNAPPLIED');
    await payAssigned(work, operator, assigned, payment);
  });
}
