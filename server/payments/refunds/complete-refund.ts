import { addNotifications } from '../../announce/add-notifications.ts';
import { audit } from '../../announce/audit.ts';
import { enqueueOrderEvents } from '../../announce/events/enqueue-events.ts';
import { enqueue } from '../../announce/outbox/enqueue.ts';
import type { Job } from '../../announce/outbox/job.ts';
import { publish } from '../../announce/publish.ts';
import type { Work } from '../../context/in-transaction.ts';
import { orderTopics } from '../../orders/core/order-topics.ts';
import { ownerOf } from '../../orders/core/owner-of.ts';
import { payerAddresses } from '../settlement/payer-addresses.ts';

/** Notes that a refund has been paid back, and tells the accountant and the payer. */
export async function completeRefund(
  work: Work,
  refundDueId: string,
  operator: string,
): Promise<void> {
  const { tx } = work;
  const now = work.now();
  await tx
    .updateTable('refunds_due')
    .set({ state: 'refunded', refunded_at: now })
    .where('id', '=', refundDueId)
    .where('state', '=', 'refunding')
    .executeTakeFirstOrThrow();
  const due = await tx
    .selectFrom('refunds_due')
    .innerJoin('payments', 'payments.id', 'refunds_due.payment_id')
    .select(['refunds_due.amount', 'refunds_due.payment_id', 'payment_session_id'])
    .where('refunds_due.id', '=', refundDueId)
    .executeTakeFirstOrThrow();
  await audit(work, {
    portalId: null,
    firmId: null,
    actor: operator,
    action: 'refund.made',
    subjectId: refundDueId,
    details: { amount: due.amount },
  });
  // Money that matched no order has no payer to inform.
  if (due.payment_session_id === null) return;
  const session = await tx
    .selectFrom('payment_sessions')
    .selectAll()
    .where('id', '=', due.payment_session_id)
    .executeTakeFirstOrThrow();
  const order = await tx
    .updateTable('orders')
    .set((set) => ({ version: set('version', '+', 1) }))
    .where('id', '=', session.order_id)
    .returningAll()
    .executeTakeFirstOrThrow();
  const payers = await payerAddresses(tx, order, session);
  const mails = payers.map(
    (address): Job => ({
      kind: 'refund_made',
      orderId: order.id,
      to: address,
      refundDueId,
    }),
  );
  await enqueue(tx, now, mails);
  await addNotifications(tx, now, ownerOf(order), [
    { kind: 'refund_made', orderId: order.id, amount: due.amount, lineCount: 0, customerName: '' },
  ]);
  await enqueueOrderEvents(tx, now, order.id, async () => {
    const { reference } = await tx
      .selectFrom('refunds')
      .select('reference')
      .where('refund_due_id', '=', refundDueId)
      .where('state', '=', 'done')
      .executeTakeFirstOrThrow();
    const { amount, payment_id: paymentId } = due;
    return [{ type: 'refund.made', data: { refundId: refundDueId, paymentId, amount, reference } }];
  });
  publish(work, ...orderTopics(order));
}
