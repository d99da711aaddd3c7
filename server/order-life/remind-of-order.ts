import { calendarDateAt, startOfDay } from '../../shared/calendar-date.ts';
import { UNPAID_STATES } from '../../shared/order-state.ts';
import { announce } from '../announce/facts/announce.ts';
import type { Context } from '../context/context.ts';
import { inTransaction } from '../context/in-transaction.ts';
import type { Tx } from '../database/db.ts';
import { askedAddress, readLineLinks } from '../orders/core/line-links.ts';
import { noteReminders } from '../orders/core/note-reminders.ts';
import { lastDueDateToRemind } from '../orders/core/order-life.ts';

/**
 * Sends reminders of an unpaid order: to its recipients, to the accountant, and to every owner who was mailed the link
 * to a line that is still unpaid. Once, until the due date is postponed.
 */
export async function remindOfOrder(context: Context, orderId: string): Promise<void> {
  await inTransaction(context, async (work) => {
    const { tx } = work;
    const now = work.now();
    const order = await tx
      .updateTable('orders')
      .set({ reminded_at: now })
      .where('id', '=', orderId)
      .where('state', 'in', UNPAID_STATES)
      .where('reminded_at', 'is', null)
      // It may have been postponed since it was found.
      .where('due_date', '<=', lastDueDateToRemind(calendarDateAt(now)))
      .returningAll()
      .executeTakeFirst();
    if (order === undefined) return;
    const lines = await readUnpaidLines(tx, orderId);
    const links = await readLineLinks(tx, orderId);
    // Owners whom the accountant has reminded today get no second mail.
    for (const line of lines) {
      if ((line.reminded_at ?? 0) >= startOfDay(now)) links.delete(line.id);
    }
    const asked = lines.filter(
      (line) => line.payer === 'owner' && askedAddress(links.get(line.id)) !== null,
    );
    await noteReminders(
      tx,
      now,
      asked.map((line) => line.id),
    );
    await announce(work, { kind: 'order_due_soon', order, lines, links });
  });
}

async function readUnpaidLines(tx: Tx, orderId: string) {
  return await tx
    .selectFrom('order_lines')
    .innerJoin('customers', 'customers.id', 'order_lines.customer_id')
    .leftJoin('line_reminders', 'line_reminders.order_line_id', 'order_lines.id')
    .select([
      'order_lines.id',
      'order_lines.total',
      'order_lines.customer_name',
      'order_lines.payer',
      'order_lines.recipient_email',
      'customers.contact_name',
      'line_reminders.reminded_at',
    ])
    .where('order_lines.order_id', '=', orderId)
    .where('order_lines.state', '=', 'awaiting_payment')
    .orderBy('order_lines.line_number')
    .execute();
}
