import { newId } from '../database/id.ts';
import { insertRows } from '../database/insert-rows.ts';
import type { Tx } from '../database/open.ts';
import type { Tables } from '../database/tables.ts';
import { enqueue, type Job } from '../outbox/enqueue.ts';

/** Turns the short transfers held for a cancelled order into refunds due. */
export async function releaseHeldMoney(
  tx: Tx,
  now: number,
  order: Tables['orders'],
): Promise<void> {
  const held = await tx
    .selectFrom('payments')
    .innerJoin('payment_sessions', 'payment_sessions.id', 'payments.payment_session_id')
    .select(['payments.id', 'payments.held'])
    .where('payment_sessions.order_id', '=', order.id)
    .where('hold_reason', '=', 'short')
    .execute();
  if (held.length === 0) return;
  const refunds = held.map((payment) => ({
    id: newId(),
    payment_id: payment.id,
    amount: payment.held,
    reason: 'order_cancelled' as const,
    created_at: now,
    state: 'due' as const,
    refunded_at: null,
  }));
  await insertRows(tx, 'refunds_due', refunds);
  await tx
    .updateTable('payments')
    .set({ held: 0, hold_reason: null })
    .where(
      'id',
      'in',
      held.map((payment) => payment.id),
    )
    .execute();
  const to = { name: order.recipient_name, email: order.recipient_email };
  const mails = refunds.map(
    ({ id }): Job => ({ kind: 'refund_due', orderId: order.id, to, refundDueId: id }),
  );
  await enqueue(tx, now, mails);
}
