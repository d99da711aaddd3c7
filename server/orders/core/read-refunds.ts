import type { Reader } from '../../database/db.ts';
import { inList } from '../../database/in-list.ts';

/** The refunds of these payments: how the money came, and whether and how it was refunded. */
export async function readRefunds(reader: Reader, paymentIds: readonly string[]) {
  return await reader
    .selectFrom('refunds_due')
    .innerJoin('payments', 'payments.id', 'refunds_due.payment_id')
    .innerJoin('payment_attempts', 'payment_attempts.id', 'payments.payment_attempt_id')
    .leftJoin('refunds', (join) =>
      join.onRef('refunds.refund_due_id', '=', 'refunds_due.id').on('refunds.state', '=', 'done'),
    )
    .select([
      'refunds_due.id',
      'refunds_due.payment_id as paymentId',
      'refunds_due.amount',
      'refunds_due.reason',
      'refunds_due.state',
      'refunds_due.refunded_at as refundedAt',
      'refunds.reference',
      'payment_attempts.method',
      'payments.received_at as receivedAt',
    ])
    .where(inList('refunds_due.payment_id', paymentIds))
    .orderBy('refunds_due.id')
    .execute();
}
