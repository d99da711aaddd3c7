import type { SentPaymentLinks } from '../../../shared/schemas/payment.ts';
import { announce } from '../../announce/facts/announce.ts';
import type { SentLink } from '../../announce/facts/facts.ts';
import { countMails } from '../../announce/outbox/limit-mails.ts';
import type { Actor, Context } from '../../context/context.ts';
import { inTransaction, type Work } from '../../context/in-transaction.ts';
import { inList } from '../../database/in-list.ts';
import { insertRows } from '../../database/insert-rows.ts';
import type { Tables } from '../../database/tables.ts';
import { DomainError } from '../../foundation/domain-error.ts';
import { findOrder } from '../../orders/views/read-order.ts';
import { isUsableLink, newPaymentLink } from './create-payment-link.ts';
import { type LinkAddressee, readLinkAddressees } from './link-addressees.ts';

/**
 * Mails each line's owner a link to pay that line alone: for the named lines, or for all that owners are to pay. One
 * mail a line, within the limits on mails; the lines without a mail are returned with the reason.
 *
 * @throws DomainError NOT_FOUND, also for another firm's order
 */
export async function sendPaymentLinks(
  context: Context,
  actor: Actor,
  input: { orderId: string; lineIds?: string[] | undefined },
): Promise<SentPaymentLinks> {
  const { orderId } = input;
  return await inTransaction(context, async (work) => {
    const { tx } = work;
    const order = await findOrder(tx, actor, orderId);
    const { addressees, skipped } = await readLinkAddressees(work, tx, input);
    const { allowed, refused } = await withinLimits(work, actor, addressees);
    if (allowed.length > 0) {
      const links = await markSent(work, orderId, allowed);
      await announce(work, { kind: 'links_sent', by: actor, order, links });
    }
    return {
      sent: allowed.map(({ lineId, email }) => ({ lineId, email })),
      skipped: [...skipped, ...refused],
    };
  });
}

/** @throws DomainError TOO_MANY_REQUESTS when the limits allow none of several mails */
async function withinLimits(
  work: Work,
  actor: Actor,
  addressees: readonly LinkAddressee[],
): Promise<{ allowed: LinkAddressee[]; refused: SentPaymentLinks['skipped'] }> {
  const emails = addressees.map(({ email }) => email);
  const refusals = await countMails(work.tx, work.now(), actor, emails);
  const allowed = addressees.filter((_, index) => refusals[index] === null);
  const refusal = refusals.find((each) => each !== null);
  if (allowed.length === 0 && refusal) {
    const { limit, retryAfter } = refusal;
    throw new DomainError('TOO_MANY_REQUESTS', { retryAfter, mailLimit: limit, mailsLeft: 0 });
  }
  const refused = addressees.flatMap(({ lineId }, index) =>
    refusals[index] ? [{ lineId, reason: 'limit_reached' as const }] : [],
  );
  return { allowed, refused };
}

/** Notes that every line's live link, made where there is none, is mailed; few statements for any number of lines. */
async function markSent(
  work: Work,
  orderId: string,
  addressees: readonly LinkAddressee[],
): Promise<SentLink[]> {
  const { tx } = work;
  const now = work.now();
  const usable = await usableLinks(work, orderId);
  const links = addressees.map(({ lineId, email }): Tables['payment_links'] => ({
    ...(usable.get(lineId) ?? newPaymentLink(work, orderId, lineId)),
    sent_at: now,
    sent_to: email,
  }));
  const known = new Set([...usable.values()].map((link) => link.id));
  await insertRows(
    tx,
    'payment_links',
    links.filter((link) => !known.has(link.id)),
  );
  const again = links.filter((link) => known.has(link.id));
  const byAddress = Map.groupBy(again, (link) => link.sent_to);
  for (const [sentTo, own] of byAddress) {
    await tx
      .updateTable('payment_links')
      .set({ sent_at: now, sent_to: sentTo })
      .where(
        inList(
          'id',
          own.map((link) => link.id),
        ),
      )
      .execute();
  }
  await tx
    .updateTable('orders')
    .set((set) => ({ version: set('version', '+', 1) }))
    .where('id', '=', orderId)
    .execute();
  return links.map((link, index) => {
    const { lineId = '', name = '', email = '' } = addressees[index] ?? {};
    return { linkId: link.id, lineId, to: { name, email } };
  });
}

async function usableLinks(work: Work, orderId: string) {
  const links = await work.tx
    .selectFrom('payment_links')
    .selectAll()
    .where('order_id', '=', orderId)
    .where('order_line_id', 'is not', null)
    .where('revoked_at', 'is', null)
    .orderBy('id')
    .execute();
  const usable = links.filter((link) => isUsableLink(work, link));
  return new Map(usable.map((link) => [link.order_line_id, link]));
}
