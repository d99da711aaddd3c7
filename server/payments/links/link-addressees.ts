import { isEmail } from '../../../shared/party.ts';
import type { SentPaymentLinks } from '../../../shared/schemas/payment.ts';
import { readRefusals } from '../../announce/outbox/refused-addresses.ts';
import type { Surroundings } from '../../context/context.ts';
import type { Reader } from '../../database/db.ts';
import { MINUTE_MS } from '../../foundation/durations.ts';
import type { Firm } from '../../foundation/firm.ts';
import { readPayableLines } from '../attempts/payable-lines.ts';

/** Minimum pause between two mails of one line's link to an owner, in milliseconds. */
const PAUSE_MS = 10 * MINUTE_MS;

/** The owner of a line, who gets the link to pay it. */
export interface LinkAddressee {
  lineId: string;
  email: string;
  name: string;
}

/** The lines to send links for: the named ones, or all unpaid ones that their owners are to pay. */
export async function readLinkAddressees(
  context: Surroundings,
  reader: Reader,
  firm: Firm,
  input: { orderId: string; lineIds?: string[] | undefined },
): Promise<{ addressees: LinkAddressee[]; skipped: SentPaymentLinks['skipped'] }> {
  const payable = await readPayableLines(reader, input.orderId, input.lineIds);
  const isPayable = new Set(payable.map((line) => line.id));
  const lines = await reader
    .selectFrom('order_lines')
    .innerJoin('customers', 'customers.id', 'order_lines.customer_id')
    .select(['order_lines.id', 'payer', 'recipient_email', 'customers.email', 'contact_name'])
    .where('order_id', '=', input.orderId)
    .orderBy('line_number')
    .execute();
  const recent = await recentlySent(context, reader, input.orderId);
  const refused = await readRefusals(reader, context.now(), firm, lines.map(emailOf));
  const named = input.lineIds && new Set(input.lineIds);
  const addressees: LinkAddressee[] = [];
  const skipped: SentPaymentLinks['skipped'] = [];
  for (const line of lines) {
    const wanted = named ? named.has(line.id) : line.payer === 'owner' && isPayable.has(line.id);
    if (!wanted) continue;
    const lineId = line.id;
    const email = emailOf(line);
    if (!isPayable.has(lineId)) skipped.push({ lineId, reason: 'not_payable' });
    else if (!isEmail(email)) skipped.push({ lineId, reason: 'no_email' });
    else if (refused.has(email.toLowerCase())) skipped.push({ lineId, reason: 'email_refused' });
    else if (recent.has(lineId)) skipped.push({ lineId, reason: 'sent_recently' });
    else addressees.push({ lineId, email, name: line.contact_name });
  }
  return { addressees, skipped };
}

/** An address given for the line takes precedence over the directory's. */
function emailOf(line: { recipient_email: string | null; email: string }): string {
  return line.recipient_email ?? line.email;
}

async function recentlySent(
  context: Surroundings,
  reader: Reader,
  orderId: string,
): Promise<Set<string>> {
  const links = await reader
    .selectFrom('payment_links')
    .select('order_line_id')
    .where('order_id', '=', orderId)
    .where('sent_at', '>', context.now() - PAUSE_MS)
    // A moment in the future: the clock was set back since.
    .where('sent_at', '<', context.now() + PAUSE_MS)
    .execute();
  return new Set(links.flatMap((link) => link.order_line_id ?? []));
}
