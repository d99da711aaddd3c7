import type { Reader, Tx } from '../../database/db.ts';
import { inList } from '../../database/in-list.ts';
import { prepared } from '../../database/prepared.ts';
import type { Tables } from '../../database/tables.ts';
import { addresseesOf } from '../../orders/core/addressees.ts';
import type { MailAddress } from '../outbox/job.ts';

/**
 * Addressees of mails about an attempt's money: the order's recipient, the owner whose link it came by, and recipients
 * of all of its lines.
 */
export async function payerAddresses(
  tx: Tx,
  order: Tables['orders'],
  attempt: Tables['payment_attempts'],
): Promise<MailAddress[]> {
  const lines = await linesOfAttempt(tx, attempt);
  const addressees = addresseesOf(order, lines, await ownerOfLink(tx, attempt));
  return addressees.filter(({ lineIds }) => lineIds.length === lines.length).map(({ to }) => to);
}

/** The lines that an attempt was made to pay, in the order's own order. */
export async function linesOfAttempt(tx: Tx, { id }: Tables['payment_attempts']) {
  return await tx
    .selectFrom('order_lines')
    .innerJoin('payment_attempt_lines', 'order_line_id', 'order_lines.id')
    .select(['order_lines.id', 'customer_name', 'recipient_email'])
    .where('payment_attempt_id', '=', id)
    .orderBy('line_number')
    .execute();
}

/** The owner who was mailed the attempt's link, and the one line it is for. */
async function ownerOfLink(tx: Tx, { payment_link_id: linkId }: Tables['payment_attempts']) {
  if (linkId === null) return [];
  return await asked(tx).where('id', '=', linkId).execute();
}

/** The owners who were mailed a link to one of these lines of an order, even if somebody else has paid it since. */
export async function ownersAsked(tx: Tx, orderId: string, lineIds: readonly string[]) {
  return await readAsked(tx, { orderId, lineIds });
}

const readAsked = prepared((tx, values: { orderId: string; lineIds: readonly string[] }) =>
  asked(tx)
    .distinct()
    .where('order_id', '=', values.orderId)
    .where(inList('order_line_id', values.lineIds)),
);

/** Mailed links of single lines. */
function asked(tx: Reader) {
  return tx
    .selectFrom('payment_links')
    .select(['order_line_id as lineId', 'sent_to as email'])
    .where('order_line_id', 'is not', null)
    .where('sent_to', 'is not', null)
    .$narrowType<{ lineId: string; email: string }>();
}
