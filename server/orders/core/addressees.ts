import type { MailAddress } from '../../announce/outbox/job.ts';
import { isSameAddress } from '../../announce/outbox/mailbox.ts';
import type { Tables } from '../../database/tables.ts';

/** An addressee of mails about lines of an order. */
export interface Addressee {
  to: MailAddress;
  /** The addressee's own lines. */
  lineIds: string[];
  /** Whether it is the order's recipient, who gets all lines; others see no other line. */
  isRecipient: boolean;
}

type Recipient = Pick<Tables['orders'], 'recipient_name' | 'recipient_email'>;
type Line = Pick<Tables['order_lines'], 'id' | 'recipient_email'>;

/**
 * The addressees of news about lines of an order: its recipient for all of them, and each other address for its own.
 * One address gets one mail.
 *
 * @param also additional addresses for one of these lines
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
