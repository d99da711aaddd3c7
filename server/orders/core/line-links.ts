import type { Reader } from '../../database/db.ts';
import type { Tables } from '../../database/tables.ts';

export type LineLink = Tables['payment_links'];

/** The newest payment link of each line of an order that has one of its own. */
export async function readLineLinks(
  reader: Reader,
  orderId: string,
): Promise<Map<string, LineLink>> {
  const links = await reader
    .selectFrom('payment_links')
    .selectAll()
    .where('order_id', '=', orderId)
    .where('order_line_id', 'is not', null)
    .orderBy('id')
    .execute();
  return new Map(links.map((link) => [link.order_line_id ?? '', link]));
}

/** The address of the owner who was mailed the line's link; null where nobody was, or the link was revoked since. */
export function askedAddress(link: LineLink | undefined): string | null {
  return link?.revoked_at === null ? link.sent_to : null;
}
