import type { SentPaymentLinks } from '../../../shared/schemas/payment.ts';
import { announce } from '../../announce/facts/announce.ts';
import { withinLimits } from '../../announce/outbox/limit-mails.ts';
import type { Actor, Context } from '../../context/context.ts';
import { inTransaction } from '../../context/in-transaction.ts';
import { findOrder } from '../../orders/core/find-order.ts';
import { readLinkAddressees } from './link-addressees.ts';
import { markLinksSent } from './mark-links-sent.ts';

/**
 * Mails each line's owner a link to pay that line alone: for the named lines, or for all that owners are to pay. One
 * mail a line, within the limits on mails; the lines without a mail are returned with the reason.
 *
 * @throws DomainError NOT_FOUND, also for another firm's order; TOO_MANY_REQUESTS when the limits allow none of the mails
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
    const { addressees, skipped } = await readLinkAddressees(work, tx, actor, input);
    const { allowed, refused } = await withinLimits(work, actor, addressees);
    if (allowed.length > 0) {
      const sent = allowed.map((addressee) => ({ ...addressee, orderId }));
      const links = await markLinksSent(work, sent);
      await announce(work, { kind: 'links_sent', by: actor, order, links });
    }
    return {
      sent: allowed.map(({ lineId, email }) => ({ lineId, email })),
      skipped: [
        ...skipped,
        ...refused.map(({ lineId }) => ({ lineId, reason: 'limit_reached' as const })),
      ],
    };
  });
}
