import type { Context } from '../../context/context.ts';
import { inList } from '../../database/in-list.ts';
import { customersOfAttempt } from './customers-of-attempt.ts';

export type RefundWork = Awaited<ReturnType<typeof listRefunds>>[number];

/** Refunds that are due or under way, with the payer and what was paid for. */
export async function listRefunds({ db }: Context, ids: readonly string[]) {
  return await db
    .selectFrom('refunds_due')
    .innerJoin('payments', 'payments.id', 'refunds_due.payment_id')
    .leftJoin('payment_attempts', 'payment_attempts.id', 'payments.payment_attempt_id')
    .leftJoin('payment_links', 'payment_links.id', 'payment_attempts.payment_link_id')
    .leftJoin('orders', 'orders.id', 'payment_attempts.order_id')
    .leftJoin('refunds', (join) =>
      join
        .onRef('refunds.refund_due_id', '=', 'refunds_due.id')
        .on('refunds.state', 'in', ['pending', 'unclear']),
    )
    .select([
      'refunds_due.id',
      'refunds_due.amount',
      'refunds_due.reason',
      'refunds_due.state',
      'refunds_due.created_at as createdAt',
      'payments.id as paymentId',
      'payments.accounts',
      'payments.received_at as receivedAt',
      'payments.gateway',
      'payments.gateway_transaction_id as transactionId',
      'payments.bank_reference as bankReference',
      'payments.memo',
      'payments.amount as received',
      'payment_attempts.method',
      'orders.number as orderNumber',
      'orders.recipient_name as recipientName',
      'orders.recipient_email as recipientEmail',
      // The owner to whom the payment's link was mailed.
      'payment_links.sent_to as ownerEmail',
      'refunds.id as refundId',
      'refunds.state as refundState',
      'refunds.error',
    ])
    // None of the payment has paid a line.
    .select((select) =>
      select
        .not(
          select.exists(
            select
              .selectFrom('allocations')
              .select('order_line_id')
              .whereRef('allocations.payment_id', '=', 'payments.id'),
          ),
        )
        .as('isUnused'),
    )
    .select(customersOfAttempt)
    .where(inList('refunds_due.id', ids))
    .execute();
}
