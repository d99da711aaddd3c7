import { sql } from 'kysely';
import { announce } from '../../announce/facts/announce.ts';
import type { Work } from '../../context/in-transaction.ts';
import type { HoldReason, Tables } from '../../database/tables.ts';
import { updateOrderState } from '../../orders/core/update-order-state.ts';
import { noteVolumeBalance } from '../../quoting/pricing/volume-balance.ts';
import { findSession } from '../core/find-session.ts';
import { type AppliedMoney, applyHeldMoney } from './apply-held-money.ts';
import type { Closed } from './line-standings.ts';

/**
 * Applies a recorded payment of an attempt, with all of the attempt's unapplied money, and announces the result. Money
 * that is suspected of fraud stays unapplied.
 *
 * @param closed whether the money, which has come only now, may pay cancelled lines
 *
 * @returns whether anything could be applied
 */
export async function applyPayment(
  work: Work,
  payment: Tables['payments'],
  session: Tables['payment_sessions'],
  closed: Closed = 'may_revive',
): Promise<'settled' | 'held'> {
  const { tx } = work;
  const order = await tx
    .selectFrom('orders')
    .selectAll()
    .where('id', '=', session.order_id)
    .executeTakeFirstOrThrow();
  const applied =
    payment.hold_reason === 'short' ? await applyHeldMoney(work, session, closed) : [];
  await updateOrderState(tx, order.id);
  if (applied.length === 0) {
    await announce(work, { kind: 'payment_held', order, session, payment });
    return 'held';
  }
  await noteVolumeBalance(tx, order);
  for (const money of applied) await tellOfMoney(work, order, money);
  return 'settled';
}

async function tellOfMoney(
  work: Work,
  order: Tables['orders'],
  { session, payment, paidLines: lines, refunds }: AppliedMoney,
): Promise<void> {
  if (lines.length > 0) {
    await announce(work, { kind: 'lines_paid', order, session, payment, lines });
  }
  if (refunds.length > 0) {
    await announce(work, { kind: 'refund_due', order, session, refunds, lines });
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
      hold_reason: sql<HoldReason>`case when payment_session_id is null then 'unmatched' else 'short' end`,
    })
    .where('hold_reason', '=', 'suspected_fraud');
  update =
    'id' in where
      ? update.where('id', '=', where.id)
      : update
          .where('gateway', '=', where.gateway)
          .where('gateway_transaction_id', '=', where.transactionId);
  const payment = await update.returningAll().executeTakeFirst();
  if (payment === undefined) return false;
  const session = await findSession(tx, payment.payment_session_id);
  if (session) await applyPayment(work, payment, session);
  return true;
}
