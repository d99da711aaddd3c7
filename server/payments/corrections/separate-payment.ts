import { audit } from '../../announce/audit.ts';
import type { Context } from '../../context/context.ts';
import type { Tx } from '../../database/open.ts';
import { DomainError } from '../../foundation/domain-error.ts';
import { applyPayment } from '../settlement/apply-payment.ts';
import { namedAttempts } from '../settlement/find-movement.ts';
import { takeReport, toEvidence } from '../settlement/join-report.ts';
import { sessionOf, settleAnother } from '../settlement/settle-payment.ts';

/**
 * Separates money that was a possible duplicate, when a person has found it to be another movement: it goes to the
 * attempt that it names, or counts as unmatched.
 *
 * @throws DomainError PAYMENT_NOT_HELD when it is no possible duplicate
 */
export async function separatePayment(
  context: Context,
  operator: string,
  { paymentId }: { paymentId: string },
): Promise<void> {
  const topics = await context.db.transaction().execute(async (tx) => {
    const payment = await tx
      .selectFrom('payments')
      .selectAll()
      .where('id', '=', paymentId)
      .where('possible_duplicate_of', 'is not', null)
      .executeTakeFirst();
    if (payment === undefined) throw new DomainError('PAYMENT_NOT_HELD');
    const names = await tx
      .selectFrom('payment_names')
      .select('reference')
      .where('payment_id', '=', paymentId)
      .execute();
    const attempts = await namedAttempts(
      tx,
      names.map(({ reference }) => reference),
    );
    const session = sessionOf(payment, attempts);
    const free = await tx
      .updateTable('payments')
      .set({
        possible_duplicate_of: null,
        payment_session_id: session?.id ?? null,
        hold_reason: session ? 'short' : 'unmatched',
      })
      .where('id', '=', paymentId)
      .returningAll()
      .executeTakeFirstOrThrow();
    const details = { not: payment.possible_duplicate_of };
    await note(context, tx, operator, 'payment.separated', paymentId, details);
    return session ? (await applyPayment(context, tx, free, session)).topics : [];
  });
  context.live.publish(...topics);
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
  const topics = await context.db.transaction().execute(async (tx) => {
    const report = await takeReport(tx, reportId);
    if (report === undefined) throw new DomainError('NOT_FOUND');
    const { gateway, gateway_transaction_id: transactionId, payment_id: paymentId } = report;
    const details = { gateway, transactionId };
    await note(context, tx, operator, 'payment.report_separated', paymentId, details);
    return await settleAnother(context, tx, toEvidence(report));
  });
  context.live.publish(...topics);
}

async function note(
  context: Context,
  tx: Tx,
  operator: string,
  action: string,
  subjectId: string,
  details: Record<string, unknown>,
): Promise<void> {
  const entry = { portalId: null, firmId: null, actor: operator, action, subjectId, details };
  await audit(tx, { at: context.now(), ...entry });
}
