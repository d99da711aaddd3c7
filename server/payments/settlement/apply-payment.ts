import { sql } from 'kysely';
import type { Context } from '../../context/context.ts';
import type { Tx } from '../../database/open.ts';
import type { HoldReason, Tables } from '../../database/tables.ts';
import { orderTopics } from '../../orders/core/order-topics.ts';
import { updateOrderState } from '../../orders/core/update-order-state.ts';
import { noteVolumeBalance } from '../../quoting/pricing/volume-balance.ts';
import { applyHeldMoney } from './apply-held-money.ts';
import { tellOfPayment } from './tell-of-payment.ts';

const NOTHING = { paidLines: [], refunds: [] };

/**
 * Applies a payment that is recorded for a session, with all that is held for it, and tells everybody
 * whom it concerns. Money that is suspected of fraud stays held.
 *
 * @param revives whether the money has come only now, and may pay what was cancelled
 * @returns whether nothing could be applied, and the topics to publish after the commit
 */
export async function applyPayment(
  context: Context,
  tx: Tx,
  payment: Tables['payments'],
  session: Tables['payment_sessions'],
  revives = true,
): Promise<{ held: boolean; topics: string[] }> {
  const order = await tx
    .selectFrom('orders')
    .selectAll()
    .where('id', '=', session.order_id)
    .executeTakeFirstOrThrow();
  const applied =
    payment.hold_reason === 'short'
      ? await applyHeldMoney(tx, context.now(), session, revives)
      : [];
  await updateOrderState(tx, order.id);
  if (applied.length > 0) await noteVolumeBalance(tx, order);
  const held = applied.length === 0;
  if (held) await tellOfPayment(context, tx, { order, session, payment, held, ...NOTHING });
  for (const money of applied) await tellOfPayment(context, tx, { order, held, ...money });
  return { held, topics: orderTopics(order) };
}

/**
 * Lets go of money that was held because a gateway suspected fraud, and applies it; without a session it is
 * then held as money that matches nothing.
 *
 * @returns the topics to publish; undefined when the payment is not held for that
 */
export async function releaseSuspected(
  context: Context,
  tx: Tx,
  where: { id: string } | { gateway: Tables['payments']['gateway']; transactionId: string },
): Promise<string[] | undefined> {
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
  if (payment === undefined) return undefined;
  if (payment.payment_session_id === null) return [];
  const session = await tx
    .selectFrom('payment_sessions')
    .selectAll()
    .where('id', '=', payment.payment_session_id)
    .executeTakeFirstOrThrow();
  return (await applyPayment(context, tx, payment, session)).topics;
}
