import { isEmail } from '../../shared/party.ts';
import type { SentPaymentLinks } from '../../shared/schemas/payment.ts';
import { audit } from '../audit.ts';
import type { Actor, Context } from '../context.ts';
import { inList } from '../database/in-list.ts';
import { insertRows } from '../database/insert-rows.ts';
import type { Tx } from '../database/open.ts';
import type { Tables } from '../database/tables.ts';
import { orderTopic } from '../live-updates.ts';
import { findOrder } from '../orders/read-order.ts';
import { enqueue } from '../outbox/enqueue.ts';
import { isUsableLink, newPaymentLink } from './create-payment-link.ts';
import { readPayableLines } from './payable-lines.ts';

/** An owner is mailed the link to one line once in so many milliseconds. */
const PAUSE = 10 * 60_000;

interface Addressee {
  lineId: string;
  email: string;
  name: string;
}

/**
 * Mails each line's owner a link to pay that line alone: of the lines that are named, or of all that the
 * owner is to pay. One mail a line; who can't be mailed is told, and why.
 *
 * @throws DomainError NOT_FOUND, also for another firm's order
 */
export async function sendPaymentLinks(
  context: Context,
  actor: Actor,
  input: { orderId: string; lineIds?: string[] | undefined },
): Promise<SentPaymentLinks> {
  const { orderId } = input;
  const result = await context.db.transaction().execute(async (tx) => {
    await findOrder(tx, actor, orderId);
    const { addressees, skipped } = await readAddressees(context, tx, input);
    await mailLinks(context, tx, orderId, addressees);
    if (addressees.length > 0) {
      await audit(tx, {
        at: context.now(),
        portalId: actor.portalId,
        firmId: actor.firmId,
        actor: actor.accountantId,
        action: 'payment_links.sent',
        subjectId: orderId,
        details: { lines: addressees.map(({ lineId }) => lineId) },
      });
    }
    return { sent: addressees.map(({ lineId, email }) => ({ lineId, email })), skipped };
  });
  context.live.publish(orderTopic(orderId));
  return result;
}

async function readAddressees(
  context: Context,
  tx: Tx,
  input: { orderId: string; lineIds?: string[] | undefined },
): Promise<{ addressees: Addressee[]; skipped: SentPaymentLinks['skipped'] }> {
  const payable = await readPayableLines(tx, input.orderId, input.lineIds);
  const isPayable = new Set(payable.map((line) => line.id));
  const lines = await tx
    .selectFrom('order_lines')
    .innerJoin('customers', 'customers.id', 'order_lines.customer_id')
    .select(['order_lines.id', 'payer', 'recipient_email', 'customers.email', 'contact_name'])
    .where('order_id', '=', input.orderId)
    .orderBy('line_number')
    .execute();
  const recent = await recentlySent(context, tx, input.orderId);
  const named = input.lineIds && new Set(input.lineIds);
  const addressees: Addressee[] = [];
  const skipped: SentPaymentLinks['skipped'] = [];
  for (const line of lines) {
    const wanted = named ? named.has(line.id) : line.payer === 'owner' && isPayable.has(line.id);
    if (!wanted) continue;
    const lineId = line.id;
    // An address that was given for the line is nearer to its owner than the directory's.
    const email = line.recipient_email ?? line.email;
    if (!isPayable.has(lineId)) skipped.push({ lineId, reason: 'not_payable' });
    else if (!isEmail(email)) skipped.push({ lineId, reason: 'no_email' });
    else if (recent.has(lineId)) skipped.push({ lineId, reason: 'sent_recently' });
    else addressees.push({ lineId, email, name: line.contact_name });
  }
  return { addressees, skipped };
}

async function recentlySent(context: Context, tx: Tx, orderId: string): Promise<Set<string>> {
  const links = await tx
    .selectFrom('payment_links')
    .select('order_line_id')
    .where('order_id', '=', orderId)
    .where('sent_at', '>', context.now() - PAUSE)
    .execute();
  return new Set(links.flatMap((link) => link.order_line_id ?? []));
}

/** Every line's live link, made where there is none, is mailed; few statements for any number of lines. */
async function mailLinks(
  context: Context,
  tx: Tx,
  orderId: string,
  addressees: readonly Addressee[],
): Promise<void> {
  if (addressees.length === 0) return;
  const now = context.now();
  const usable = await usableLinks(context, tx, orderId);
  const links = addressees.map(({ lineId, email }): Tables['payment_links'] => ({
    ...(usable.get(lineId) ?? newPaymentLink(context, orderId, lineId)),
    sent_at: now,
    sent_to: email,
  }));
  const known = new Set([...usable.values()].map((link) => link.id));
  await insertRows(
    tx,
    'payment_links',
    links.filter((link) => !known.has(link.id)),
  );
  const again = links.filter((link) => known.has(link.id));
  const byAddress = Map.groupBy(again, (link) => link.sent_to);
  for (const [sentTo, own] of byAddress) {
    await tx
      .updateTable('payment_links')
      .set({ sent_at: now, sent_to: sentTo })
      .where(
        inList(
          'id',
          own.map((link) => link.id),
        ),
      )
      .execute();
  }
  await tx
    .updateTable('orders')
    .set((set) => ({ version: set('version', '+', 1) }))
    .where('id', '=', orderId)
    .execute();
  const mails = links.map((link, index) => {
    const { name = '', email = '' } = addressees[index] ?? {};
    return { kind: 'payment_link' as const, orderId, linkId: link.id, to: { name, email } };
  });
  await enqueue(tx, now, mails);
}

async function usableLinks(context: Context, tx: Tx, orderId: string) {
  const links = await tx
    .selectFrom('payment_links')
    .selectAll()
    .where('order_id', '=', orderId)
    .where('order_line_id', 'is not', null)
    .where('revoked_at', 'is', null)
    .orderBy('id')
    .execute();
  const usable = links.filter((link) => isUsableLink(context, link));
  return new Map(usable.map((link) => [link.order_line_id, link]));
}
