import { calendarDateAt } from '../../shared/calendar-date.ts';
import { sumDong } from '../../shared/money.ts';
import { addNotifications } from '../announce/add-notifications.ts';
import type { Job } from '../announce/outbox/job.ts';
import { enqueueWithinLimits } from '../announce/outbox/limit-mails.ts';
import { isSameAddress } from '../announce/outbox/mailbox.ts';
import { publish } from '../announce/publish.ts';
import type { Context } from '../context/context.ts';
import { inTransaction } from '../context/in-transaction.ts';
import type { Tx } from '../database/open.ts';
import type { Tables } from '../database/tables.ts';
import { bellTopic } from '../foundation/live-updates.ts';
import { addresseesOf } from '../orders/core/addressees.ts';
import { lastDueDateToRemind } from '../orders/core/order-life.ts';
import { ownerOf } from '../orders/core/owner-of.ts';
import { readLineLinks } from '../orders/views/read-order.ts';

/**
 * Brings an unpaid order to mind: to its recipients, to the accountant, and to every owner who was mailed
 * the link to pay a line that is still unpaid. Once: until the due date is put off.
 */
export async function remindOfOrder(context: Context, orderId: string): Promise<void> {
  await inTransaction(context, async (work) => {
    const { tx } = work;
    const now = work.now();
    const order = await tx
      .updateTable('orders')
      .set({ reminded_at: now })
      .where('id', '=', orderId)
      .where('state', 'in', ['awaiting_payment', 'partly_paid'])
      .where('reminded_at', 'is', null)
      // It may have been put off since it was found.
      .where('due_date', '<=', lastDueDateToRemind(calendarDateAt(now)))
      .returningAll()
      .executeTakeFirst();
    if (order === undefined) return;
    const lines = await readUnpaidLines(tx, orderId);
    const mails = addresseesOf(order, lines).map(
      ({ to, lineIds, isRecipient }): Job => ({
        kind: 'order_due_soon',
        orderId,
        to,
        lineIds: isRecipient ? null : lineIds,
      }),
    );
    const owners = ownerMails(order, lines, await readLineLinks(tx, orderId));
    await enqueueWithinLimits(tx, now, order, [...mails, ...owners]);
    await addNotifications(tx, now, ownerOf(order), [
      {
        kind: 'order_due_soon',
        orderId,
        amount: sumDong(lines.map((line) => line.total)),
        lineCount: lines.length,
        customerName: lines[0]?.customer_name ?? '',
      },
    ]);
    publish(work, bellTopic(ownerOf(order)));
  });
}

async function readUnpaidLines(tx: Tx, orderId: string) {
  return await tx
    .selectFrom('order_lines')
    .innerJoin('customers', 'customers.id', 'order_lines.customer_id')
    .select([
      'order_lines.id',
      'order_lines.total',
      'order_lines.customer_name',
      'order_lines.payer',
      'order_lines.recipient_email',
      'customers.contact_name',
    ])
    .where('order_lines.order_id', '=', orderId)
    .where('order_lines.state', '=', 'awaiting_payment')
    .orderBy('order_lines.line_number')
    .execute();
}

/**
 * Who was mailed a link is reminded at that address, unless the link was revoked since, or the address is
 * told of the line anyway. Of several lines, an address is reminded by one mail.
 */
function ownerMails(
  order: Tables['orders'],
  lines: Awaited<ReturnType<typeof readUnpaidLines>>,
  links: Awaited<ReturnType<typeof readLineLinks>>,
): Job[] {
  const asked = lines.flatMap((line) => {
    const link = links.get(line.id);
    if (line.payer !== 'owner' || !link?.sent_to || link.revoked_at !== null) return [];
    const email = link.sent_to;
    const isTold = [order.recipient_email, line.recipient_email ?? ''].some((other) =>
      isSameAddress(other, email),
    );
    return isTold ? [] : [{ lineId: line.id, email, name: line.contact_name }];
  });
  const byAddress = Map.groupBy(asked, ({ email }) => email.toLowerCase());
  return [...byAddress.values()].flatMap((own): Job[] => {
    const [first, ...others] = own;
    if (first === undefined) return [];
    const to = { name: first.name, email: first.email };
    if (others.length === 0) {
      return [{ kind: 'line_due_soon', orderId: order.id, lineId: first.lineId, to }];
    }
    const lineIds = own.map(({ lineId }) => lineId);
    return [{ kind: 'order_due_soon', orderId: order.id, to, lineIds }];
  });
}
