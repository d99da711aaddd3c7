import type { Work } from '../../context/in-transaction.ts';
import { inList } from '../../database/in-list.ts';
import type { Tables } from '../../database/tables.ts';
import { type Addressee, addresseesOf } from '../../orders/core/addressees.ts';
import { askedAddress, readLineLinks } from '../../orders/core/line-links.ts';
import { operationsAddress } from '../operations-address.ts';
import type { MailJob, MailJobOf } from '../outbox/job.ts';
import { isSameAddress } from '../outbox/mailbox.ts';
import type { FactOf, ForOperations, RemindedLine, Reminder, ToldLine } from './facts.ts';
import { ownersAsked, payerAddresses } from './payer-addresses.ts';

interface OfLines {
  order: Tables['orders'];
  lines: readonly ToldLine[];
}

type WholeKind = 'order_placed' | 'order_due_soon' | 'commitment_made' | 'commitment_due_soon';
type OwnKind = 'order_expired' | 'commitment_lapsed' | 'payment_received';

/** To the recipient of the whole order, and to each other address of its own lines. */
export const wholeOrOwn =
  (kind: WholeKind) =>
  (_: Work, { order, lines }: OfLines): MailJob[] =>
    addresseesOf(order, lines).map(({ to, lineIds, isRecipient }) => ({
      kind,
      orderId: order.id,
      to,
      lineIds: isRecipient ? null : lineIds,
    }));

/** To each address of the affected lines, about its own. */
export const ownLines =
  <Kind extends OwnKind>(kind: Kind) =>
  (_: Work, { order, lines }: OfLines): MailJobOf<Kind>[] =>
    addresseesOf(order, lines).map(ownMail(kind, order.id));

/**
 * Mails as by {@link ownLines}, and to the owners who were asked to pay one of the lines, and need not pay it any more.
 */
export const ownLinesAndAsked =
  <Kind extends OwnKind>(kind: Kind) =>
  async ({ tx }: Work, { order, lines }: OfLines): Promise<MailJobOf<Kind>[]> =>
    addresseesOf(order, lines, await ownersAsked(tx, order.id, idsOf(lines))).map(
      ownMail(kind, order.id),
    );

const ownMail =
  <Kind extends OwnKind>(kind: Kind, orderId: string) =>
  ({ to, lineIds }: Addressee) =>
    ({ kind, orderId, to, lineIds }) as MailJobOf<Kind>;

/** Line-only recipients get the line mail even where the whole order was cancelled. */
export async function cancelledMails(
  { tx }: Work,
  fact: FactOf<'order_cancelled'> | FactOf<'order_lines_cancelled'>,
): Promise<MailJob[]> {
  const { order, lines, reason, by, repriced } = fact;
  const owners = await ownersAsked(tx, order.id, idsOf(lines));
  return addresseesOf(order, lines, owners).map(({ to, lineIds, isRecipient }) => ({
    kind: isRecipient ? fact.kind : 'order_lines_cancelled',
    orderId: order.id,
    to,
    lineIds,
    reason,
    by: by.name,
    ...(isRecipient && repriced.count > 0 ? { repriced } : {}),
  }));
}

/** To the owners who were told the former amount of lines that they are to pay. An address gets one mail. */
export async function repricedMails(
  { tx }: Work,
  { order, former }: FactOf<'lines_repriced'>,
): Promise<MailJob[]> {
  const lines = await tx
    .selectFrom('order_lines')
    .select(['id', 'recipient_email'])
    .where(inList('id', [...former.keys()]))
    .where('payer', '=', 'owner')
    .orderBy('line_number')
    .execute();
  const links = await readLineLinks(tx, order.id);
  const asked = lines.flatMap(({ id: lineId }) => {
    const email = askedAddress(links.get(lineId));
    return email === null ? [] : [{ lineId, email }];
  });
  return addresseesOf(order, lines, asked)
    .filter(({ isRecipient }) => !isRecipient)
    .map(({ to, lineIds }) => ({
      kind: 'lines_repriced',
      orderId: order.id,
      to,
      lines: lineIds.map((lineId) => ({ lineId, former: former.get(lineId) ?? 0 })),
    }));
}

/** Besides {@link wholeOrOwn}, a reminder to each owner who was mailed the link to a line. */
export function dueSoonMails(work: Work, fact: FactOf<'order_due_soon'>): MailJob[] {
  return [...wholeOrOwn('order_due_soon')(work, fact), ...ownersReminded(fact)];
}

/**
 * To the address that a link was mailed to, unless the link was revoked since, or the address gets another mail about
 * the line. An address gets one mail for all its lines.
 */
function ownersReminded({ order, lines, links }: FactOf<'order_due_soon'>): MailJob[] {
  const asked = lines.flatMap((line) => {
    const email = askedAddress(links.get(line.id));
    if (line.payer !== 'owner' || email === null) return [];
    return isTold(order, line, email) ? [] : [{ line, email }];
  });
  const byAddress = Map.groupBy(asked, ({ email }) => email.toLowerCase());
  return [...byAddress.values()].flatMap((own): MailJob[] => {
    const [first] = own;
    if (first === undefined) return [];
    const to = { name: first.line.contact_name, email: first.email };
    return [reminderMail(order.id, { to, lineIds: own.map(({ line }) => line.id) })];
  });
}

/** The lines of one address: a mail with the link of one, or a table of several. */
export function reminderMail(orderId: string, { to, lineIds }: Reminder): MailJob {
  const [lineId = '', ...others] = lineIds;
  return others.length === 0
    ? { kind: 'line_due_soon', orderId, lineId, to }
    : { kind: 'order_due_soon', orderId, to, lineIds: [...lineIds] };
}

export const reminderMails = (_: Work, { order, mails }: FactOf<'lines_reminded'>): MailJob[] =>
  mails.map((reminder) => reminderMail(order.id, reminder));

function isTold(order: Tables['orders'], line: RemindedLine, email: string): boolean {
  return [order.recipient_email, line.recipient_email ?? ''].some((other) =>
    isSameAddress(other, email),
  );
}

export async function heldMails(
  { tx }: Work,
  { order, attempt }: FactOf<'payment_unapplied'>,
): Promise<MailJob[]> {
  const payers = await payerAddresses(tx, order, attempt);
  return payers.map((to) => ({
    kind: 'payment_unapplied',
    orderId: order.id,
    to,
    attemptId: attempt.id,
  }));
}

/** To the payers, and to the vendor's operations, who pay back. */
export async function refundDueMails(
  work: Work,
  { order, attempt, refunds }: FactOf<'refund_due'>,
): Promise<MailJob[]> {
  const payers = await payerAddresses(work.tx, order, attempt);
  const staff = operationsAddress(work);
  return refunds.flatMap(({ id: refundDueId }): MailJob[] => [
    ...payers.map((to) => ({ kind: 'refund_due' as const, orderId: order.id, to, refundDueId })),
    ...(staff ? [{ kind: 'refund_due_operations' as const, refundDueId, to: staff }] : []),
  ]);
}

export async function refundMadeMails(
  { tx }: Work,
  { order, attempt, refund }: FactOf<'refund_made'>,
): Promise<MailJob[]> {
  const payers = await payerAddresses(tx, order, attempt);
  return payers.map((to) => ({
    kind: 'refund_made',
    orderId: order.id,
    to,
    refundDueId: refund.id,
  }));
}

export const linkMails = (_: Work, { order, links }: FactOf<'links_sent'>): MailJob[] =>
  links.map(({ linkId, to }) => ({ kind: 'payment_link', orderId: order.id, linkId, to }));

/** To each accountant who wants it; one mail to those who share an address. */
export function digestMails(
  _: Work,
  { digest, accountants }: FactOf<'licenses_expiring'>,
): MailJob[] {
  const wanting = accountants.filter((accountant) => accountant.expiry_mails === 1);
  const byAddress = new Map(wanting.toReversed().map((one) => [one.email.toLowerCase(), one]));
  return [...byAddress.values()].map(({ id: accountantId, name, email }) => ({
    kind: 'licenses_expiring',
    digestId: digest.id,
    portalId: digest.portal_id,
    firmId: digest.firm_id,
    accountantId,
    to: { name, email },
  }));
}

/** To the vendor's operations, if they have an address. */
export function operationsMails(work: Work, fact: ForOperations): MailJob[] {
  const to = operationsAddress(work);
  return to === null ? [] : [{ ...fact, to }];
}

function idsOf(lines: readonly ToldLine[]): string[] {
  return lines.map(({ id }) => id);
}
