import type { Context } from '../context.ts';
import type { Tables } from '../database/tables.ts';
import { ensureLink, paymentLinkUrl } from '../payments/create-payment-link.ts';
import type { Block } from './mail-document.ts';
import { sayIn } from './mail-texts.ts';

/** A mail has a link of its own for each line up to so many lines. */
const MOST_LINKS = 20;

/**
 * The button that leads to paying a whole order, or one for each of the addressee's own lines: whom one
 * line concerns gets no link to others. Links are made when the mail leaves, and are the same when it
 * leaves again.
 *
 * @param unpaid the lines in question that await payment; without any there is no button
 */
export async function payBlocks(
  context: Context,
  order: Tables['orders'],
  unpaid: readonly Tables['order_lines'][],
  scope: 'order' | 'lines',
): Promise<Block[]> {
  if (unpaid.length === 0) return [];
  const say = sayIn(order.locale);
  const by = { portalId: order.portal_id, firmId: order.firm_id, name: 'mail' };
  return await context.db.transaction().execute(async (tx) => {
    const action = async (lineId: string | null, label: string): Promise<Block> => {
      const link = await ensureLink(context, tx, order.id, lineId, by);
      return { kind: 'action', label, url: paymentLinkUrl(context, link.id) };
    };
    if (scope === 'order') return [await action(null, say('orderPlaced.pay'))];
    const [first, ...others] = unpaid;
    if (first && others.length === 0) return [await action(first.id, say('orderPlaced.pay'))];
    const blocks: Block[] = [];
    for (const line of unpaid.slice(0, MOST_LINKS)) {
      const label = say('orderPlaced.payLine', { name: line.customer_name });
      blocks.push(await action(line.id, label));
    }
    return blocks;
  });
}
