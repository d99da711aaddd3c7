import { announce } from '../announce/facts/announce.ts';
import type { Actor, Context } from '../context/context.ts';
import { inTransaction } from '../context/in-transaction.ts';
import type { Tx } from '../database/db.ts';
import type { Tables } from '../database/tables.ts';
import { DomainError } from '../foundation/domain-error.ts';
import { readCancellable } from '../orders/core/cancellable-lines.ts';
import { findOrder } from '../orders/core/find-order.ts';
import { type Repricing, repricingOf } from '../quoting/pricing/reprice-order.ts';
import { closeLines } from './close-lines.ts';

/**
 * Cancels the unpaid lines of an order, or the named ones: all of them, or none when one of them is no longer unpaid.
 *
 * @throws DomainError NOT_FOUND, also for a line of another order; ORDER_NOT_CANCELLABLE when no line, or not every
 *   named one, is unpaid; PRICE_CHANGED when the remaining total differs from the confirmed one, or changes without a
 *   confirmation
 */
export async function cancelOrder(
  context: Context,
  actor: Actor,
  input: {
    orderId: string;
    lineIds?: readonly string[] | undefined;
    reason: string;
    confirmedDue?: number | undefined;
  },
): Promise<void> {
  const { orderId } = input;
  await inTransaction(context, async (work) => {
    const { tx } = work;
    const order = await findOrder(tx, actor, orderId);
    const { unpaid, named } = await readCancellable(tx, input);
    const isWhole = named.length === unpaid.length;
    const ids = named.map((line) => line.id);
    const repricing = await repricingConfirmed(tx, order, ids, input.confirmedDue);
    const why = { attemptsEndAs: 'cancelled', reason: input.reason } as const;
    const closed = await closeLines(work, order, ids, why);
    if (isWhole) {
      await tx
        .updateTable('orders')
        .set({ cancelled_at: work.now(), cancel_reason: input.reason })
        .where('id', '=', orderId)
        .execute();
    }
    const { reason } = input;
    const repriced = { count: repricing.lines.length, due: repricing.due };
    const kind = isWhole ? 'order_cancelled' : 'order_lines_cancelled';
    await announce(work, { kind, by: actor, order, lines: closed, reason, repriced });
  });
}

/** The other effects, as the person has confirmed them. */
async function repricingConfirmed(
  tx: Tx,
  order: Tables['orders'],
  closing: readonly string[],
  confirmedDue: number | undefined,
): Promise<Repricing> {
  const repricing = await repricingOf(tx, order, new Set(closing));
  const { due, lines } = repricing;
  const isAsSeen = confirmedDue === undefined ? lines.length === 0 : confirmedDue === due;
  if (!isAsSeen) throw new DomainError('PRICE_CHANGED', { total: due });
  return repricing;
}
