import type { Dong } from '../../../shared/money.ts';
import type { RefundReason } from '../../../shared/refund-reasons.ts';
import type { Work } from '../../context/in-transaction.ts';
import { newId } from '../../database/id.ts';
import { insertRows } from '../../database/insert-rows.ts';
import type { Tables } from '../../database/tables.ts';

/** Records parts of payments as refunds due, with the reason. */
export async function oweRefunds(
  { tx, now }: Work,
  shares: readonly { paymentId: string; amount: Dong; reason: RefundReason }[],
): Promise<Tables['refunds_due'][]> {
  const refunds = shares.map(({ paymentId, amount, reason }) => ({
    id: newId(),
    payment_id: paymentId,
    amount,
    reason,
    created_at: now(),
    state: 'due' as const,
    refunded_at: null,
  }));
  await insertRows(tx, 'refunds_due', refunds);
  return refunds;
}
