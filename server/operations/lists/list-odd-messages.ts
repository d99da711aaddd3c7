import type { Context } from '../../context/context.ts';
import { inList } from '../../database/in-list.ts';
import type { OddOutcome } from '../../payments/settlement/gateway-messages.ts';
import { customersOfAttempt } from './customers-of-attempt.ts';

export type OddMessage = Awaited<ReturnType<typeof listOddMessages>>[number];

/** Verified messages without a payment, and attempts without an answer, that nobody has dealt with. */
export async function listOddMessages({ db }: Context, ids: readonly string[]) {
  return await db
    .selectFrom('gateway_messages as messages')
    .leftJoin('payment_attempts', 'payment_attempts.id', 'messages.payment_attempt_id')
    .leftJoin('orders', 'orders.id', 'payment_attempts.order_id')
    .leftJoin('payments', (join) =>
      join
        .onRef('payments.gateway', '=', 'messages.gateway')
        .onRef('payments.gateway_transaction_id', '=', 'messages.transaction_id'),
    )
    .selectAll('messages')
    .select([
      'orders.number as orderNumber',
      'payment_attempts.amount as asked',
      'payment_attempts.reference as reference',
      // The payment of the same transaction, where it has been recorded meanwhile.
      'payments.amount as recorded',
    ])
    .select(customersOfAttempt)
    .where(inList('messages.id', ids))
    .$narrowType<{ outcome: OddOutcome }>()
    .execute();
}
