import { type Dong, sumDong } from '../../../shared/money.ts';
import { auditOperator } from '../../announce/audit.ts';
import type { Context } from '../../context/context.ts';
import { inTransaction, type Work } from '../../context/in-transaction.ts';
import { newId } from '../../database/id.ts';
import type { Tables } from '../../database/tables.ts';
import { DomainError } from '../../foundation/domain-error.ts';
import { openAssignedAttempt, payAssigned } from './assigned-money.ts';
import type { Meant } from './lines-to-pay.ts';

/** The most orders that a payment is split over. */
export const MOST_PARTS = 6;

export interface Part extends Meant {
  orderId: string;
  amount: Dong;
}

/**
 * Splits unmatched money over several orders: each part is a payment of its own, and pays as if it had come alone. The
 * whole keeps the gateway's message, and its parts add up to it.
 *
 * @throws DomainError PAYMENT_NOT_UNAPPLIED when it is not unmatched; INVALID_INPUT when the parts don't add up to it,
 *   two are for the same, or several lines of a part's customer have just its amount; NOT_FOUND for an order, or for a
 *   part's line or customer in it
 */
export async function splitPayment(
  context: Context,
  operator: string,
  { paymentId, parts }: { paymentId: string; parts: readonly Part[] },
): Promise<void> {
  await inTransaction(context, async (work) => {
    const { tx } = work;
    const whole = await tx
      .updateTable('payments')
      .set((payment) => ({ split: payment.ref('amount'), unapplied: 0, unapplied_reason: null }))
      .where('id', '=', paymentId)
      // A part is not split again.
      .where('split_of', 'is', null)
      .where('unapplied_reason', '=', 'unmatched')
      .where('possible_duplicate_of', 'is', null)
      .returningAll()
      .executeTakeFirst();
    if (whole === undefined) throw new DomainError('PAYMENT_NOT_UNAPPLIED');
    assertWhole(whole, parts);
    for (const [index, part] of parts.entries()) {
      await payPart(work, operator, whole, part, index + 1);
    }
    await auditOperator(work, operator, 'payment.split', whole.id, { parts });
  });
}

function assertWhole(whole: Tables['payments'], parts: readonly Part[]): void {
  const isWhole =
    parts.length >= 2 &&
    parts.length <= MOST_PARTS &&
    parts.every(({ amount }) => Number.isSafeInteger(amount) && amount > 0) &&
    sumDong(parts.map(({ amount }) => amount)) === whole.amount &&
    repeatedPart(parts) === -1;
  if (!isWhole) throw new DomainError('INVALID_INPUT');
}

/** The index of the first part that is for the same as one before: an order, or a customer or line of it; -1 if none. */
export function repeatedPart(parts: readonly Part[]): number {
  return parts.findIndex((part, at) => parts.slice(0, at).some((former) => isSame(former, part)));
}

function isSame(one: Part, other: Part): boolean {
  if (one.orderId !== other.orderId) return false;
  // A part for no customer is for the whole order.
  const isWhole = [one, other].some(({ taxCode, lineId }) => !taxCode && !lineId);
  return isWhole || (one.taxCode === other.taxCode && one.lineId === other.lineId);
}

async function payPart(
  work: Work,
  operator: string,
  whole: Tables['payments'],
  { orderId, amount, ...meant }: Part,
  number: number,
): Promise<void> {
  const money = { memo: whole.memo, amount };
  const assigned = await openAssignedAttempt(work, operator, orderId, money, meant);
  const payment = await work.tx
    .insertInto('payments')
    .values({
      id: newId(),
      gateway: whole.gateway,
      gateway_transaction_id: `${whole.gateway_transaction_id}/${number}`,
      payment_attempt_id: assigned.attempt.id,
      amount,
      unapplied: amount,
      unapplied_reason: 'underpaid',
      memo: whole.memo,
      // The payer finds the payment by this number.
      bank_reference: whole.bank_reference ?? whole.gateway_transaction_id,
      bank_key: null,
      accounts: '',
      set_aside: 0,
      split: 0,
      split_of: whole.id,
      // The raw message stays with the whole.
      raw: '',
      received_at: whole.received_at,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  await payAssigned(work, operator, assigned, payment);
}
