import { sumDong } from '../../../shared/money.ts';
import { audit } from '../../announce/audit.ts';
import type { Context } from '../../context/context.ts';
import { inTransaction } from '../../context/in-transaction.ts';
import { DomainError } from '../../foundation/domain-error.ts';
import { openManualAttempt } from '../attempts/start-payment.ts';
import { applyPayment } from '../settlement/apply-payment.ts';
import { linesToPay } from './lines-to-pay.ts';

/**
 * Assigns unmatched money to an order, when a person has found out what it is for. It then pays as if its transfer had
 * carried a reference: in full, or short and waiting for the rest, or over with the rest due back.
 *
 * @throws DomainError PAYMENT_NOT_UNAPPLIED when it is not unmatched; NOT_FOUND for the order
 */
export async function assignPayment(
  context: Context,
  operator: string,
  input: { paymentId: string; orderId: string },
): Promise<void> {
  await inTransaction(context, async (work) => {
    const { tx } = work;
    const order = await tx
      .selectFrom('orders')
      .selectAll()
      .where('id', '=', input.orderId)
      .executeTakeFirst();
    if (order === undefined) throw new DomainError('NOT_FOUND');
    const unapplied = await tx
      .selectFrom('payments')
      .select(['memo', 'amount'])
      .where('id', '=', input.paymentId)
      .executeTakeFirst();
    if (unapplied === undefined) throw new DomainError('PAYMENT_NOT_UNAPPLIED');
    const lines = await linesToPay(tx, order.id, unapplied);
    const amount = sumDong(lines.map((line) => line.total));
    const lineIds = lines.map((line) => line.id);
    const attempt = await openManualAttempt(work, operator, order, amount, lineIds);
    const payment = await tx
      .updateTable('payments')
      .set({ payment_attempt_id: attempt.id, unapplied_reason: 'underpaid' })
      .where('id', '=', input.paymentId)
      .where('unapplied_reason', '=', 'unmatched')
      .where('possible_duplicate_of', 'is', null)
      .returningAll()
      .executeTakeFirst();
    if (payment === undefined) throw new DomainError('PAYMENT_NOT_UNAPPLIED');
    await audit(work, {
      portalId: order.portal_id,
      firmId: order.firm_id,
      actor: operator,
      action: 'payment.assigned',
      subjectId: payment.id,
      details: { orderId: order.id },
    });
    await applyPayment(work, payment, attempt);
  });
}
