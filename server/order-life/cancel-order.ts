import { sumDong } from '../../shared/money.ts';
import { addNotifications } from '../announce/add-notifications.ts';
import { audit } from '../announce/audit.ts';
import { enqueueOrderEvents } from '../announce/events/enqueue-events.ts';
import { enqueue } from '../announce/outbox/enqueue.ts';
import type { Job } from '../announce/outbox/job.ts';
import { requireMails } from '../announce/outbox/limit-mails.ts';
import { publish } from '../announce/publish.ts';
import type { Actor, Context } from '../context/context.ts';
import { inTransaction, type Work } from '../context/in-transaction.ts';
import type { Tx } from '../database/open.ts';
import type { Tables } from '../database/tables.ts';
import { DomainError } from '../foundation/domain-error.ts';
import { addresseesOf } from '../orders/core/addressees.ts';
import { readCancellable } from '../orders/core/cancellable-lines.ts';
import { orderTopics } from '../orders/core/order-topics.ts';
import { ownerOf } from '../orders/core/owner-of.ts';
import { findOrder } from '../orders/views/read-order.ts';
import { ownersAsked } from '../payments/settlement/payer-addresses.ts';
import { type Repricing, repricingOf } from '../quoting/pricing/reprice-order.ts';
import { type ClosedLine, closeLines } from './close-lines.ts';

/**
 * Cancels what is unpaid of an order, or those of its unpaid lines that are named: all of them, or none
 * when one of them is no longer unpaid.
 *
 * @throws DomainError NOT_FOUND, also for a line of another order; ORDER_NOT_CANCELLABLE when nothing of
 *   it, or not all that is named, is unpaid; PRICE_CHANGED when what stays to be paid is not what the person
 *   confirmed, or changes and nobody has confirmed it
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
    const why = { sessionsEndAs: 'cancelled', reason: input.reason } as const;
    const closed = await closeLines(work, order, ids, why);
    if (isWhole) {
      await tx
        .updateTable('orders')
        .set({ cancelled_at: work.now(), cancel_reason: input.reason })
        .where('id', '=', orderId)
        .execute();
    }
    const { reason } = input;
    await tellOfCancellation(work, actor, order, closed, { isWhole, reason, repricing });
    await audit(work, {
      portalId: order.portal_id,
      firmId: order.firm_id,
      actor: actor.accountantId,
      action: isWhole ? 'order.cancelled' : 'order.lines_cancelled',
      subjectId: orderId,
      details: { reason: input.reason, lines: closed.map((line) => line.id) },
    });
    publish(work, ...orderTopics(order));
  });
}

/** What it changes besides, as the person has confirmed it. */
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

async function tellOfCancellation(
  work: Work,
  actor: Actor,
  order: Tables['orders'],
  closed: readonly ClosedLine[],
  { isWhole, reason, repricing }: { isWhole: boolean; reason: string; repricing: Repricing },
): Promise<void> {
  const { tx } = work;
  const now = work.now();
  const kind = isWhole ? 'order_cancelled' : 'order_lines_cancelled';
  // Owners who were asked to pay learn that nothing is to be paid any more.
  const owners = await ownersAsked(
    tx,
    closed.map((line) => line.id),
  );
  const repriced = { count: repricing.lines.length, due: repricing.due };
  const mails = addresseesOf(order, closed, owners).map(({ to, lineIds, isRecipient }): Job => {
    // To whom single lines are of concern, the order is not.
    const ownKind = isRecipient ? kind : 'order_lines_cancelled';
    const own = { orderId: order.id, to, lineIds, reason, by: actor.name };
    const changed = isRecipient && repriced.count > 0 ? { repriced } : {};
    return { kind: ownKind, ...own, ...changed };
  });
  await requireMails(tx, now, actor, mails);
  await enqueue(tx, now, mails);
  await addNotifications(tx, now, ownerOf(order), [
    {
      kind,
      orderId: order.id,
      amount: sumDong(closed.map((line) => line.total)),
      lineCount: closed.length,
      customerName: closed[0]?.customer_name ?? '',
    },
  ]);
  await enqueueOrderEvents(tx, now, order.id, () => [
    {
      type: 'order.cancelled',
      data: {
        taxCodes: closed.map((line) => line.tax_code),
        amount: sumDong(closed.map((line) => line.total)),
        reason,
      },
    },
  ]);
}
