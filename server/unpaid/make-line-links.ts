import { audit } from '../announce/audit.ts';
import type { Actor, Context } from '../context/context.ts';
import { inTransaction } from '../context/in-transaction.ts';
import { paymentLinkUrl } from '../payments/links/create-payment-link.ts';
import { ensureLineLinks } from '../payments/links/mark-links-sent.ts';
import { readNamedLines } from './read-named-lines.ts';

/**
 * The links by which anybody can pay one of these lines, for a person to give out; only of lines that still await
 * payment.
 *
 * @throws DomainError NOT_FOUND when one of them is no line of the firm
 */
export async function makeLineLinks(
  context: Context,
  actor: Actor,
  { lineIds }: { lineIds: readonly string[] },
): Promise<{ links: { lineId: string; url: string }[] }> {
  return await inTransaction(context, async (work) => {
    const lines = (await readNamedLines(work.tx, actor, lineIds)).flatMap(
      ({ id: lineId, orderId, state }) => (state === 'awaiting_payment' ? { lineId, orderId } : []),
    );
    const { links, made } = await ensureLineLinks(work, lines);
    for (const [orderId, own] of Map.groupBy(made, (link) => link.order_id)) {
      const details = { lines: own.map((link) => link.order_line_id) };
      await audit(work, {
        portalId: actor.portalId,
        firmId: actor.firmId,
        actor: actor.accountantId,
        action: 'payment_links.created',
        subjectId: orderId,
        details,
      });
    }
    return {
      links: [...links].map(([lineId, link]) => ({ lineId, url: paymentLinkUrl(work, link) })),
    };
  });
}
