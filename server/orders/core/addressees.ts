import type { MailAddress } from '../../announce/outbox/job.ts';
import { isSameAddress } from '../../announce/outbox/mailbox.ts';
import type { Tables } from '../../database/tables.ts';

/** Somebody who is told of lines of an order. */
export interface Addressee {
  to: MailAddress;
  /** Those that concern the addressee. */
  lineIds: string[];
  /** The order's recipient, whom all of it concerns; anybody else learns of no other line. */
  isRecipient: boolean;
}

type Recipient = Pick<Tables['orders'], 'recipient_name' | 'recipient_email'>;
type Line = Pick<Tables['order_lines'], 'id' | 'recipient_email'>;

/**
 * Who is told of what happens to lines of an order: its recipient of all of them, and each other address
 * of those that name it. One address gets one mail.
 *
 * @param also addresses to be told of one of these lines besides
 */
export function addresseesOf(
  order: Recipient,
  lines: readonly Line[],
  also: readonly { lineId: string; email: string }[] = [],
): Addressee[] {
  const named = lines.flatMap(({ id, recipient_email: email }) =>
    email ? [{ lineId: id, email }] : [],
  );
  const others = new Map<string, Addressee>();
  for (const { lineId, email } of [...named, ...also]) {
    if (isSameAddress(email, order.recipient_email)) continue;
    const key = email.toLowerCase();
    const other = others.get(key) ?? { to: { name: '', email }, lineIds: [], isRecipient: false };
    if (!other.lineIds.includes(lineId)) other.lineIds.push(lineId);
    others.set(key, other);
  }
  const to = { name: order.recipient_name, email: order.recipient_email };
  return [{ to, lineIds: lines.map(({ id }) => id), isRecipient: true }, ...others.values()];
}
