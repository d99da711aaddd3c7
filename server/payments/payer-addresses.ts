import type { Tx } from '../database/open.ts';
import type { Tables } from '../database/tables.ts';
import type { MailAddress } from '../outbox/enqueue.ts';

export interface PayerAddresses {
  all: MailAddress[];
  /** Who was mailed the link that the session came by, and the one line it is for. */
  owner: { email: string; lineId: string } | null;
}

/** Who is told about a payment's money: the order's recipient, and the owner whose link it came by. */
export async function payerAddresses(
  tx: Tx,
  order: Tables['orders'],
  session: Tables['payment_sessions'],
): Promise<PayerAddresses> {
  const recipient = { name: order.recipient_name, email: order.recipient_email };
  const link = session.payment_link_id
    ? await tx
        .selectFrom('payment_links')
        .select(['sent_to', 'order_line_id'])
        .where('id', '=', session.payment_link_id)
        .executeTakeFirstOrThrow()
    : undefined;
  if (!link?.sent_to || !link.order_line_id || link.sent_to === recipient.email) {
    return { all: [recipient], owner: null };
  }
  return {
    all: [recipient, { name: '', email: link.sent_to }],
    owner: { email: link.sent_to, lineId: link.order_line_id },
  };
}
