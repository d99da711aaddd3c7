import { sql } from 'kysely';
import type { Context } from '../../context/context.ts';
import { inList } from '../../database/in-list.ts';
import { partsUntil } from '../../orders/core/parts-until.ts';
import { customersOfAttempt } from './customers-of-attempt.ts';

export type Underpaid = Awaited<ReturnType<typeof listUnderpaid>>[number];

/** Money that has waited for its rest for days, by payment attempt. */
export async function listUnderpaid({ db }: Context, attemptIds: readonly string[]) {
  const rows = await db
    .selectFrom('payments')
    .innerJoin('payment_attempts', 'payment_attempts.id', 'payments.payment_attempt_id')
    .innerJoin('orders', 'orders.id', 'payment_attempts.order_id')
    .leftJoin('payment_links', 'payment_links.id', 'payment_attempts.payment_link_id')
    .select((select) => [
      'payment_attempts.id',
      'payment_attempts.reference',
      'orders.number as orderNumber',
      'orders.due_date as dueDate',
      'orders.recipient_name as recipientName',
      'orders.recipient_email as recipientEmail',
      'payment_links.sent_to as ownerEmail',
      select.fn.sum<number>('payments.unapplied').as('unapplied'),
      select.fn.max<number>('payments.received_at').as('newestAt'),
      sql<number>`(
        select coalesce(sum(total), 0) from payment_attempt_lines
        join order_lines on order_lines.id = order_line_id
        where payment_attempt_lines.payment_attempt_id = payment_attempts.id
        and order_lines.state = 'awaiting_payment')`.as('due'),
    ])
    .select((select) =>
      select
        .exists(
          select
            .selectFrom('payment_attempt_parts')
            .select('number')
            .whereRef('payment_attempt_parts.payment_attempt_id', '=', 'payment_attempts.id'),
        )
        .as('is_in_parts'),
    )
    .select(customersOfAttempt)
    .where('payments.unapplied_reason', '=', 'underpaid')
    .where(inList('payments.payment_attempt_id', attemptIds))
    .groupBy(['payment_attempts.id', 'orders.id', 'payment_links.id'])
    .execute();
  return rows.map(({ unapplied, due, newestAt, is_in_parts: isInParts, dueDate, ...row }) => ({
    ...row,
    /** The last day for the rest. */
    until: isInParts ? partsUntil(dueDate).all : dueDate,
    unapplied: Number(unapplied),
    missing: Math.max(0, Number(due) - Number(unapplied)),
    newestAt: Number(newestAt),
  }));
}
