import { auditOperator } from '../../announce/audit.ts';
import type { Context } from '../../context/context.ts';
import { inTransaction } from '../../context/in-transaction.ts';
import type { Reader } from '../../database/db.ts';
import { inList } from '../../database/in-list.ts';
import { DomainError } from '../../foundation/domain-error.ts';

export type SetAside = Awaited<ReturnType<typeof listSetAside>>[number];

/**
 * Sets money aside that is no customer's, such as bank interest or the firm's own transfer. None of it is due to
 * anybody; the note says what it is.
 *
 * @throws DomainError PAYMENT_NOT_UNAPPLIED when it is not unmatched
 */
export async function setAsidePayment(
  context: Context,
  operator: string,
  { paymentId, note }: { paymentId: string; note: string },
): Promise<void> {
  await inTransaction(context, async (work) => {
    const { numUpdatedRows } = await work.tx
      .updateTable('payments')
      .set((payment) => ({
        set_aside: payment.ref('amount'),
        set_aside_note: note,
        unapplied: 0,
        unapplied_reason: null,
      }))
      .where('id', '=', paymentId)
      .where('unapplied_reason', '=', 'unmatched')
      .where('possible_duplicate_of', 'is', null)
      .executeTakeFirstOrThrow();
    if (numUpdatedRows === 0n) throw new DomainError('PAYMENT_NOT_UNAPPLIED');
    await auditOperator(work, operator, 'payment.set_aside', paymentId, { note });
  });
}

/**
 * Takes back the setting aside of money: it counts as unmatched again.
 *
 * @throws DomainError PAYMENT_NOT_UNAPPLIED when it is not set aside
 */
export async function takeBackPayment(
  context: Context,
  operator: string,
  { paymentId }: { paymentId: string },
): Promise<void> {
  await inTransaction(context, async (work) => {
    const { numUpdatedRows } = await work.tx
      .updateTable('payments')
      .set((payment) => ({
        unapplied: payment.ref('amount'),
        unapplied_reason: 'unmatched',
        set_aside: 0,
        set_aside_note: null,
      }))
      .where('id', '=', paymentId)
      .where('set_aside', '>', 0)
      .executeTakeFirstOrThrow();
    if (numUpdatedRows === 0n) throw new DomainError('PAYMENT_NOT_UNAPPLIED');
    await auditOperator(work, operator, 'payment.taken_back', paymentId);
  });
}

/** Money that is no customer's, as operations list it. */
export async function listSetAside(reader: Reader, ids: readonly string[]) {
  return await reader
    .selectFrom('payments')
    .select(['id', 'gateway', 'gateway_transaction_id', 'bank_reference', 'memo', 'received_at'])
    .select(['set_aside', 'set_aside_note'])
    .where(inList('id', ids))
    .execute();
}
