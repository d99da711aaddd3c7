import type { Reader } from '../../database/db.ts';
import { inList } from '../../database/in-list.ts';

/** Payments, each with the number of the order for which it was made, if any. */
export async function readPayments(reader: Reader, ids: readonly string[]) {
  return await reader
    .selectFrom('payments')
    .leftJoin('payment_attempts', 'payment_attempts.id', 'payments.payment_attempt_id')
    .leftJoin('orders', 'orders.id', 'payment_attempts.order_id')
    .selectAll('payments')
    .select('orders.number as orderNumber')
    .where(inList('payments.id', ids))
    .execute();
}
