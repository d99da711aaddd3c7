import { lastDayForRest } from '../../../shared/parts-text.ts';
import type { Context } from '../../context/context.ts';
import type { Reader } from '../../database/db.ts';
import { inList } from '../../database/in-list.ts';
import { isInParts, sumOfOpenLines } from '../../orders/core/open-lines.ts';
import { hasEnoughCome, partsUntil } from '../../orders/core/parts-until.ts';
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
      'payment_attempts.method',
      'orders.number as orderNumber',
      'orders.due_date as dueDate',
      'orders.recipient_name as recipientName',
      'orders.recipient_email as recipientEmail',
      'payment_links.sent_to as ownerEmail',
      select.fn.sum<number>('payments.unapplied').as('unapplied'),
      select.fn.max<number>('payments.received_at').as('newestAt'),
      sumOfOpenLines(select).as('due'),
      isInParts(select).as('is_in_parts'),
      hasEnoughCome(select).as('has_enough_come'),
    ])
    .select(customersOfAttempt)
    .where('payments.unapplied_reason', '=', 'underpaid')
    .where(inList('payments.payment_attempt_id', attemptIds))
    .groupBy(['payment_attempts.id', 'orders.id', 'payment_links.id'])
    .execute();
  const payments = Map.groupBy(await readShort(db, attemptIds), ({ attemptId }) => attemptId);
  return rows.map(
    ({ unapplied, due, newestAt, is_in_parts, has_enough_come, dueDate, ...row }) => ({
      ...row,
      payments: payments.get(row.id) ?? [],
      /** The last day for the rest. */
      until: is_in_parts ? lastDayForRest(partsUntil(dueDate, Boolean(has_enough_come))) : dueDate,
      unapplied: Number(unapplied),
      missing: Math.max(0, Number(due ?? 0) - Number(unapplied)),
      newestAt: Number(newestAt),
    }),
  );
}

/** The short payments of these attempts, the earliest first. */
async function readShort(reader: Reader, attemptIds: readonly string[]) {
  return await reader
    .selectFrom('payments')
    .select(['id', 'payment_attempt_id as attemptId', 'gateway', 'unapplied', 'memo'])
    .select(['bank_reference', 'gateway_transaction_id', 'received_at'])
    .where('unapplied_reason', '=', 'underpaid')
    .where(inList('payment_attempt_id', attemptIds))
    .orderBy('received_at')
    .orderBy('id')
    .execute();
}
