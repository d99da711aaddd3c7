import { audit } from '../audit.ts';
import { lapseCommitments } from '../commitments/end-commitments.ts';
import type { Actor, Context } from '../context.ts';
import { releaseCodes } from '../discounts/code-uses.ts';
import { DomainError } from '../domain-error.ts';
import { bellTopic, orderTopic } from '../live-updates.ts';
import { addNotifications } from '../notifications/add-notifications.ts';
import { enqueue } from '../outbox/enqueue.ts';
import { releaseHeldMoney } from '../payments/release-held-money.ts';
import { findOrder } from './read-order.ts';
import { updateOrderState } from './update-order-state.ts';

/**
 * Cancels what is unpaid of an order: its lines free their fiscal years, its open payment sessions
 * close, and money held for the rest of a short transfer becomes a refund due.
 *
 * @throws DomainError NOT_FOUND, or ORDER_NOT_CANCELLABLE when nothing of it is unpaid
 */
export async function cancelOrder(
  context: Context,
  actor: Actor,
  input: { orderId: string; reason: string },
): Promise<void> {
  const { orderId, reason } = input;
  const now = context.now();
  const owner = await context.db.transaction().execute(async (tx) => {
    const order = await findOrder(tx, actor, orderId);
    const cancelled = await tx
      .updateTable('order_lines')
      .set({ state: 'cancelled' })
      .where('order_id', '=', orderId)
      .where('state', '=', 'awaiting_payment')
      .returning(['id', 'total', 'customer_name'])
      .execute();
    if (cancelled.length === 0) throw new DomainError('ORDER_NOT_CANCELLABLE');
    await tx
      .deleteFrom('fiscal_year_claims')
      .where('order_line_id', 'in', (lines) =>
        lines
          .selectFrom('order_lines')
          .select('id')
          .where('order_id', '=', orderId)
          .where('state', '=', 'cancelled'),
      )
      .execute();
    await tx
      .updateTable('payment_sessions')
      .set({ state: 'cancelled' })
      .where('order_id', '=', orderId)
      .where('state', '=', 'open')
      .execute();
    await lapseCommitments(
      tx,
      now,
      order,
      cancelled.map((line) => line.id),
    );
    await releaseHeldMoney(tx, now, order);
    await tx
      .updateTable('orders')
      .set({ cancelled_at: now, cancel_reason: reason })
      .where('id', '=', orderId)
      .execute();
    if ((await updateOrderState(tx, orderId)) === 'cancelled') await releaseCodes(tx, orderId, now);
    const recipient = { name: order.recipient_name, email: order.recipient_email };
    await enqueue(tx, now, [{ kind: 'order_cancelled', orderId, to: recipient }]);
    const owner = {
      portalId: order.portal_id,
      firmId: order.firm_id,
      accountantId: order.accountant_id,
    };
    await addNotifications(tx, now, owner, [
      {
        kind: 'order_cancelled',
        orderId,
        amount: cancelled.reduce((sum, line) => sum + line.total, 0),
        lineCount: cancelled.length,
        customerName: cancelled[0]?.customer_name ?? '',
      },
    ]);
    await audit(tx, {
      at: now,
      portalId: order.portal_id,
      firmId: order.firm_id,
      actor: actor.accountantId,
      action: 'order.cancelled',
      subjectId: orderId,
      details: { reason, lines: cancelled.length },
    });
    return owner;
  });
  context.live.publish(orderTopic(orderId), bellTopic(owner));
}
