import { auditOperator } from '../../announce/audit.ts';
import type { Context } from '../../context/context.ts';
import { inTransaction } from '../../context/in-transaction.ts';
import { DomainError } from '../../foundation/domain-error.ts';
import { namedAttempts } from '../core/given-references.ts';
import { applyPayment } from '../settlement/apply-payment.ts';
import { takeReport, toEvidence } from '../settlement/join-report.ts';
import { attemptOf, settleAnother } from '../settlement/settle-payment.ts';

/**
 * Separates money that was a possible duplicate, when a person has found it to be another movement: it goes to the
 * attempt that it names, or counts as unmatched.
 *
 * @throws DomainError PAYMENT_NOT_UNAPPLIED when it is no possible duplicate
 */
export async function separatePayment(
  context: Context,
  operator: string,
  { paymentId }: { paymentId: string },
): Promise<void> {
  await inTransaction(context, async (work) => {
    const { tx } = work;
    const payment = await tx
      .selectFrom('payments')
      .selectAll()
      .where('id', '=', paymentId)
      .where('possible_duplicate_of', 'is not', null)
      .executeTakeFirst();
    if (payment === undefined) throw new DomainError('PAYMENT_NOT_UNAPPLIED');
    const names = await tx
      .selectFrom('payment_names')
      .select('reference')
      .where('payment_id', '=', paymentId)
      .execute();
    const attempts = await namedAttempts(
      tx,
      names.map(({ reference }) => reference),
    );
    const attempt = attemptOf(payment, attempts);
    const free = await tx
      .updateTable('payments')
      .set({
        possible_duplicate_of: null,
        ...(attempt && { payment_attempt_id: attempt.id, unapplied_reason: 'underpaid' }),
      })
      .where('id', '=', paymentId)
      .returningAll()
      .executeTakeFirstOrThrow();
    const details = { not: payment.possible_duplicate_of };
    await auditOperator(work, operator, 'payment.separated', paymentId, details);
    if (attempt) await applyPayment(work, free, attempt);
  });
}

/**
 * Settles a report as money, when a person has found that it was joined to the wrong payment.
 *
 * @throws DomainError NOT_FOUND when there is no such report
 */
export async function separateReport(
  context: Context,
  operator: string,
  { reportId }: { reportId: string },
): Promise<void> {
  await inTransaction(context, async (work) => {
    const report = await takeReport(work.tx, reportId);
    if (report === undefined) throw new DomainError('NOT_FOUND');
    const { gateway, gateway_transaction_id: transactionId, payment_id: paymentId } = report;
    const details = { gateway, transactionId };
    await auditOperator(work, operator, 'payment.report_separated', paymentId, details);
    await settleAnother(work, toEvidence(report));
  });
}
