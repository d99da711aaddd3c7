import type { Reminded } from '../../shared/schemas/unpaid.ts';
import { announce } from '../announce/facts/announce.ts';
import { withinLimits } from '../announce/outbox/limit-mails.ts';
import type { Actor, Context } from '../context/context.ts';
import { inTransaction, type Work } from '../context/in-transaction.ts';
import { noteReminders } from '../orders/core/note-reminders.ts';
import { markLinksSent } from '../payments/links/mark-links-sent.ts';
import { readOrders } from './read-orders.ts';
import { type PlannedReminder, planReminders } from './reminder-plan.ts';

/**
 * Mails the owners who are to pay these lines a reminder with the link: once a day, unless the person asks for it
 * again, and never twice within ten minutes, however often they press. Lines of one order that go to one address are
 * one mail.
 *
 * @throws DomainError NOT_FOUND when one of them is no line of the firm; TOO_MANY_REQUESTS when the limits allow none of
 *   the mails
 */
export async function remindOfLines(
  context: Context,
  actor: Actor,
  input: { lineIds: readonly string[]; again: boolean },
): Promise<Reminded> {
  return await inTransaction(context, async (work) => {
    const { mails, skipped } = await planReminders(work, work.tx, actor, input);
    const { allowed, refused } = await withinLimits(work, actor, mails);
    await send(work, actor, allowed);
    return {
      sent: allowed.flatMap(({ email, lineIds }) => lineIds.map((lineId) => ({ lineId, email }))),
      skipped: [
        ...skipped,
        ...refused
          .flatMap(({ lineIds }) => lineIds)
          .map((lineId) => ({ lineId, reason: 'limit_reached' as const })),
      ],
    };
  });
}

async function send(work: Work, actor: Actor, mails: readonly PlannedReminder[]): Promise<void> {
  if (mails.length === 0) return;
  const addressees = mails.flatMap(({ lineIds, ...to }) =>
    lineIds.map((lineId) => ({ ...to, lineId })),
  );
  await markLinksSent(work, addressees);
  await noteReminders(
    work.tx,
    work.now(),
    addressees.map(({ lineId }) => lineId),
  );
  const byOrder = Map.groupBy(mails, ({ orderId }) => orderId);
  for (const order of await readOrders(work.tx, actor, [...byOrder.keys()])) {
    const own = byOrder.get(order.id) ?? [];
    await announce(work, {
      kind: 'lines_reminded',
      by: actor,
      order,
      mails: own.map(({ email, name, lineIds }) => ({ to: { email, name }, lineIds })),
    });
  }
}
