import { sql } from 'kysely';
import type { Context } from '../context/context.ts';
import { inList } from '../database/in-list.ts';
import { customersOfSession } from './customers-of-session.ts';

export type ShortMoney = Awaited<ReturnType<typeof listShortMoney>>[number];

/** Money that has waited for its rest for days, by payment attempt. */
export async function listShortMoney({ db }: Context, sessionIds: readonly string[]) {
  const rows = await db
    .selectFrom('payments')
    .innerJoin('payment_sessions', 'payment_sessions.id', 'payments.payment_session_id')
    .innerJoin('orders', 'orders.id', 'payment_sessions.order_id')
    .leftJoin('payment_links', 'payment_links.id', 'payment_sessions.payment_link_id')
    .select((select) => [
      'payment_sessions.id',
      'payment_sessions.reference',
      'orders.number as orderNumber',
      'orders.due_date as dueDate',
      'orders.recipient_name as recipientName',
      'orders.recipient_email as recipientEmail',
      'payment_links.sent_to as ownerEmail',
      select.fn.sum<number>('payments.held').as('held'),
      select.fn.max<number>('payments.received_at').as('newestAt'),
      sql<number>`(
        select coalesce(sum(total), 0) from payment_session_lines
        join order_lines on order_lines.id = order_line_id
        where payment_session_lines.payment_session_id = payment_sessions.id
        and order_lines.state = 'awaiting_payment')`.as('due'),
    ])
    .select(customersOfSession)
    .where('payments.hold_reason', '=', 'short')
    .where(inList('payments.payment_session_id', sessionIds))
    .groupBy(['payment_sessions.id', 'orders.id', 'payment_links.id'])
    .execute();
  return rows.map(({ held, due, newestAt, ...row }) => ({
    ...row,
    held: Number(held),
    missing: Math.max(0, Number(due) - Number(held)),
    newestAt: Number(newestAt),
  }));
}
