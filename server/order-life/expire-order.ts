import { UNPAID_STATES } from '../../shared/order-state.ts';
import { announce } from '../announce/facts/announce.ts';
import type { Context } from '../context/context.ts';
import { inTransaction } from '../context/in-transaction.ts';
import { isTimeOver } from '../payments/core/payment-parts.ts';
import { closeLines } from './close-lines.ts';

/**
 * Expires an order whose time to pay is over: its unpaid lines are closed. Later money is accepted while the licences
 * are free. Does nothing when it was paid or postponed meanwhile, or a part of a transfer has come.
 */
export async function expireOrder(context: Context, orderId: string): Promise<void> {
  await inTransaction(context, async (work) => {
    const { tx } = work;
    const now = work.now();
    const order = await tx
      .updateTable('orders')
      .set({ expired_at: now })
      .where('id', '=', orderId)
      .where('state', 'in', UNPAID_STATES)
      .where(isTimeOver(now))
      .returningAll()
      .executeTakeFirst();
    if (order === undefined) return;
    const lines = await closeLines(work, order, null, {
      attemptsEndAs: 'expired',
      reason: null,
    });
    await announce(work, { kind: 'order_expired', order, lines });
  });
}
