import type { Work } from '../../context/in-transaction.ts';
import { newId } from '../../database/id.ts';
import type { Tables } from '../../database/tables.ts';
import { DomainError } from '../../foundation/domain-error.ts';

type NewRefund = Pick<
  Tables['refunds'],
  'method' | 'state' | 'reference' | 'requested_by' | 'done_at'
>;

/**
 * Records a refund of an amount due, of which only one can be under way.
 *
 * @returns the refund's id
 * @throws DomainError REFUND_NOT_DUE, also when another refund is under way
 */
export async function beginRefund(
  { tx, now }: Work,
  refundDueId: string,
  refund: NewRefund,
): Promise<string> {
  const { numUpdatedRows } = await tx
    .updateTable('refunds_due')
    .set({ state: 'refunding' })
    .where('id', '=', refundDueId)
    .where('state', '=', 'due')
    .executeTakeFirstOrThrow();
  if (numUpdatedRows === 0n) throw new DomainError('REFUND_NOT_DUE');
  const id = newId();
  await tx
    .insertInto('refunds')
    .values({ id, refund_due_id: refundDueId, ...refund, created_at: now(), error: null })
    .execute();
  return id;
}
