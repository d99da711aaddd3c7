import type { Context } from '../context.ts';
import type { Tables } from '../database/tables.ts';
import { ensureLink, paymentLinkUrl } from '../payments/create-payment-link.ts';
import type { Block } from './mail-document.ts';
import { sayIn } from './mail-texts.ts';

/** The button that leads to paying an order, or one line of it; none when nothing is unpaid. */
export async function payBlocks(
  context: Context,
  order: Tables['orders'],
  unpaid: readonly Tables['order_lines'][],
  lineId: string | null = null,
): Promise<Block[]> {
  if (unpaid.length === 0) return [];
  const by = { portalId: order.portal_id, firmId: order.firm_id, name: 'mail' };
  const link = await context.db
    .transaction()
    .execute((tx) => ensureLink(context, tx, order.id, lineId, by));
  const label = sayIn(order.locale)('orderPlaced.pay');
  return [{ kind: 'action', label, url: paymentLinkUrl(context, link.id) }];
}
