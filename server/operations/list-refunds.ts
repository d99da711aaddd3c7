import type { Context } from '../context/context.ts';
import { inList } from '../database/in-list.ts';
import { customersOfSession } from './customers-of-session.ts';

export type RefundWork = Awaited<ReturnType<typeof listRefunds>>[number];

/** Refunds that are due or under way, with the payer and what was paid for. */
export async function listRefunds({ db }: Context, ids: readonly string[]) {
  return await db
    .selectFrom('refunds_due')
    .innerJoin('payments', 'payments.id', 'refunds_due.payment_id')
    .leftJoin('payment_sessions', 'payment_sessions.id', 'payments.payment_session_id')
    .leftJoin('payment_links', 'payment_links.id', 'payment_sessions.payment_link_id')
    .leftJoin('orders', 'orders.id', 'payment_sessions.order_id')
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
      'payment_sessions.method',
      'orders.number as orderNumber',
      'orders.recipient_name as recipientName',
      'orders.recipient_email as recipientEmail',
      // The owner to whom the payment's link was mailed.
      'payment_links.sent_to as ownerEmail',
      'refunds.state as refundState',
      'refunds.error',
    ])
    .select(customersOfSession)
    .where(inList('refunds_due.id', ids))
    .execute();
}
