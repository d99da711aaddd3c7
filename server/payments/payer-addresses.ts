import { inList } from '../database/in-list.ts';
import type { Tx } from '../database/open.ts';
import type { Tables } from '../database/tables.ts';
import type { MailAddress } from '../outbox/enqueue.ts';

/** Who is told about a session's money: the order's recipient, and the owner whose link it came by. */
export async function payerAddresses(
  tx: Tx,
  order: Tables['orders'],
  session: Tables['payment_sessions'],
): Promise<MailAddress[]> {
  const recipient = { name: order.recipient_name, email: order.recipient_email };
  if (session.payment_link_id === null) return [recipient];
  const link = await tx
    .selectFrom('payment_links')
    .select(['sent_to', 'order_line_id'])
    .where('id', '=', session.payment_link_id)
    .executeTakeFirstOrThrow();
  if (!link.sent_to || !link.order_line_id || isSame(link.sent_to, recipient.email)) {
    return [recipient];
  }
  return [recipient, { name: '', email: link.sent_to }];
}

/** The owners who were mailed the link to one of these lines, whoever has paid it since. */
export async function ownersAsked(
  tx: Tx,
  lineIds: readonly string[],
): Promise<{ lineId: string; email: string }[]> {
  const links = await tx
    .selectFrom('payment_links')
    .select(['order_line_id', 'sent_to'])
    .distinct()
    .where(inList('order_line_id', lineIds))
    .where('sent_to', 'is not', null)
    .execute();
  return links.flatMap(({ order_line_id: lineId, sent_to: email }) =>
    lineId && email ? [{ lineId, email }] : [],
  );
}

/** Whether two addresses reach one mailbox, as far as people write them. */
export function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
