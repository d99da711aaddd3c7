import { auditOperator } from '../../announce/audit.ts';
import type { Context } from '../../context/context.ts';
import { inTransaction } from '../../context/in-transaction.ts';
import type { Tx } from '../../database/db.ts';
import { DomainError } from '../../foundation/domain-error.ts';
import { beginRefund } from './begin-refund.ts';
import { completeRefund } from './complete-refund.ts';

/** A refund due, and the gateway's unclear refund for it that a person has found not to have been made. */
interface Seen {
  refundDueId: string;
  refundId: string;
}

/**
 * Records that a person has paid a refund back by bank transfer, with the bank's reference. While an unclear refund is
 * there, that person must have seen it: another one, begun since, may have been made.
 *
 * @throws DomainError REFUND_NOT_DUE, also while a gateway is paying it back
 */
export async function markRefunded(
  context: Context,
  operator: string,
  input: { refundDueId: string; refundId?: string | undefined; reference: string },
): Promise<void> {
  const { refundDueId, refundId, reference } = input;
  await inTransaction(context, async (work) => {
    if (refundId !== undefined) await endUnclear(work.tx, { refundDueId, refundId });
    await beginRefund(work, refundDueId, {
      method: 'transfer',
      state: 'done',
      reference,
      requested_by: operator,
      done_at: work.now(),
    });
    await completeRefund(work, refundDueId, operator);
  });
}

/**
 * Makes a refund due again, when a person has found out that it was not made.
 *
 * @throws DomainError REFUND_NOT_DUE when the one they have seen is not unclear, or no more
 */
export async function reopenRefund(context: Context, operator: string, seen: Seen): Promise<void> {
  await inTransaction(context, async (work) => {
    const { tx } = work;
    if (!(await endUnclear(tx, seen))) throw new DomainError('REFUND_NOT_DUE');
    await auditOperator(work, operator, 'refund.reopened', seen.refundDueId);
  });
}

async function endUnclear(tx: Tx, { refundDueId, refundId }: Seen): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('refunds')
    .set({ state: 'failed' })
    .where('id', '=', refundId)
    .where('refund_due_id', '=', refundDueId)
    .where('state', '=', 'unclear')
    .executeTakeFirstOrThrow();
  if (numUpdatedRows === 0n) return false;
  await tx
    .updateTable('refunds_due')
    .set({ state: 'due' })
    .where('id', '=', refundDueId)
    .where('state', '=', 'refunding')
    .execute();
  return true;
}
