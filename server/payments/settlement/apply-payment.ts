import { sql } from 'kysely';
import { isUnpaid } from '../../../shared/order-state.ts';
import { announce } from '../../announce/facts/announce.ts';
import type { Work } from '../../context/in-transaction.ts';
import type { Tables, UnappliedReason } from '../../database/tables.ts';
import { orderById } from '../../orders/core/find-order.ts';
import { updateOrderState } from '../../orders/core/update-order-state.ts';
import { noteVolumeBalance } from '../../quoting/pricing/volume-balance.ts';
import { findAttempt } from '../core/find-attempt.ts';
import { type AppliedMoney, applyUnappliedMoney } from './apply-unapplied-money.ts';
import type { Closed } from './line-standings.ts';

/**
 * Applies a recorded payment of an attempt, with all of the attempt's unapplied money, and announces the result. Money
 * that is suspected of fraud stays unapplied.
 *
 * @param closed whether the money, which has come only now, may pay cancelled lines
 * @returns whether anything could be applied
 */
export async function applyPayment(
  work: Work,
  payment: Tables['payments'],
  attempt: Tables['payment_attempts'],
  closed: Closed = 'may_revive',
): Promise<'settled' | 'unapplied'> {
  const { tx } = work;
  const order = await orderById(tx, attempt.order_id);
  const applied =
    payment.unapplied_reason === 'underpaid'
      ? await applyUnappliedMoney(work, attempt, closed)
      : [];
  const state = await updateOrderState(tx, order.id);
  if (applied.length === 0) {
    await announce(work, { kind: 'payment_unapplied', order, attempt, payment });
    return 'unapplied';
  }
  await noteVolumeBalance(tx, order);
  const completes = isUnpaid(order.state) && !isUnpaid(state);
  for (const money of applied) await tellOfMoney(work, order, money, completes);
  return 'settled';
}

async function tellOfMoney(
  work: Work,
  order: Tables['orders'],
  { attempt, payment, paidLines: lines, refunds }: AppliedMoney,
  completes: boolean,
): Promise<void> {
  if (lines.length > 0) {
    await announce(work, { kind: 'lines_paid', order, attempt, payment, lines, completes });
  }
  if (refunds.length > 0) {
    await announce(work, { kind: 'refund_due', order, attempt, refunds });
  }
}

/**
 * Clears money that a gateway suspected of fraud, and applies it; without an attempt it is then unmatched.
 *
 * @returns whether the payment was suspected
 */
export async function releaseSuspected(
  work: Work,
  where: { id: string } | { gateway: Tables['payments']['gateway']; transactionId: string },
): Promise<boolean> {
  const { tx } = work;
  let update = tx
    .updateTable('payments')
    .set({
      unapplied_reason: sql<UnappliedReason>`case when payment_attempt_id is null then 'unmatched' else 'underpaid' end`,
    })
    .where('unapplied_reason', '=', 'suspected_fraud');
  update =
    'id' in where
      ? update.where('id', '=', where.id)
      : update
          .where('gateway', '=', where.gateway)
          .where('gateway_transaction_id', '=', where.transactionId);
  const payment = await update.returningAll().executeTakeFirst();
  if (payment === undefined) return false;
  const attempt = await findAttempt(tx, payment.payment_attempt_id);
  if (attempt) await applyPayment(work, payment, attempt);
  return true;
}
