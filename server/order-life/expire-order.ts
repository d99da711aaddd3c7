import { calendarDateAt } from '../../shared/calendar-date.ts';
import { sumDong } from '../../shared/money.ts';
import { addNotifications } from '../announce/add-notifications.ts';
import { audit } from '../announce/audit.ts';
import { enqueueOrderEvents } from '../announce/events/enqueue-events.ts';
import type { Job } from '../announce/outbox/job.ts';
import { enqueueWithinLimits } from '../announce/outbox/limit-mails.ts';
import { publish } from '../announce/publish.ts';
import type { Context } from '../context/context.ts';
import { inTransaction } from '../context/in-transaction.ts';
import type { Tx } from '../database/open.ts';
import type { Tables } from '../database/tables.ts';
import { addresseesOf } from '../orders/core/addressees.ts';
import { orderTopics } from '../orders/core/order-topics.ts';
import { ownerOf } from '../orders/core/owner-of.ts';
import { ownersAsked } from '../payments/settlement/payer-addresses.ts';
import { type ClosedLine, closeLines } from './close-lines.ts';

/**
 * Ends an order whose due date has passed: what is unpaid of it is closed. Money that comes all the same
 * is taken while the licences are free. Does nothing when it was paid or put off meanwhile.
 */
export async function expireOrder(context: Context, orderId: string): Promise<void> {
  await inTransaction(context, async (work) => {
    const { tx } = work;
    const now = work.now();
    const order = await tx
      .updateTable('orders')
      .set({ expired_at: now })
      .where('id', '=', orderId)
      .where('state', 'in', ['awaiting_payment', 'partly_paid'])
      .where('due_date', '<', calendarDateAt(now))
      .returningAll()
      .executeTakeFirst();
    if (order === undefined) return;
    const closed = await closeLines(work, order, null, {
      sessionsEndAs: 'expired',
      reason: null,
    });
    await tellOfExpiry(tx, now, order, closed);
    await audit(work, {
      portalId: order.portal_id,
      firmId: order.firm_id,
      actor: 'clock',
      action: 'order.expired',
      subjectId: orderId,
      details: { dueDate: order.due_date, lines: closed.length },
    });
    publish(work, ...orderTopics(order));
  });
}

async function tellOfExpiry(
  tx: Tx,
  now: number,
  order: Tables['orders'],
  closed: readonly ClosedLine[],
): Promise<void> {
  // Owners who were asked to pay learn that nothing is to be paid any more.
  const owners = await ownersAsked(
    tx,
    closed.map((line) => line.id),
  );
  const mails = addresseesOf(order, closed, owners).map(
    ({ to, lineIds }): Job => ({ kind: 'order_expired', orderId: order.id, to, lineIds }),
  );
  await enqueueWithinLimits(tx, now, order, mails);
  await addNotifications(tx, now, ownerOf(order), [
    {
      kind: 'order_expired',
      orderId: order.id,
      amount: sumDong(closed.map((line) => line.total)),
      lineCount: closed.length,
      customerName: closed[0]?.customer_name ?? '',
    },
  ]);
  await enqueueOrderEvents(tx, now, order.id, () => [
    {
      type: 'order.expired',
      data: {
        taxCodes: closed.map((line) => line.tax_code),
        amount: sumDong(closed.map((line) => line.total)),
      },
    },
  ]);
}
