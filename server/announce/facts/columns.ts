import { type Dong, sumDong } from '../../../shared/money.ts';
import type { NotificationKind } from '../../../shared/schemas/notification.ts';
import type { Actor } from '../../context/context.ts';
import type { Work } from '../../context/in-transaction.ts';
import type { Tables } from '../../database/tables.ts';
import type { AuditEntry } from '../audit.ts';
import type { NewNotification } from '../notification-rows.ts';
import { outboxRows } from '../outbox/enqueue.ts';
import type { OrderEvent } from '../outbox/host-event.ts';
import type { MailJob, MailJobOf } from '../outbox/job.ts';
import { requireMails, rowsWithinLimits } from '../outbox/limit-mails.ts';
import { rowsSummedUp } from '../outbox/sum-payments.ts';
import type { FactOf, ToldLine } from './facts.ts';
import { linesOfAttempt } from './payer-addresses.ts';

type Order = Tables['orders'];
type Digest = Tables['expiry_digests'];
type Made<Content> = Content[] | Promise<Content[]>;

/** The way in which a fact reaches people and machines, by channel; null: not at all. */
export interface Hearers<Fact> {
  /** Rings the accountant's bell. */
  bell: ((fact: Fact, work: Work) => NewNotification | Promise<NewNotification>) | null;
  /** Mails for the outbox, to the parties of the order or to the vendor's operations. */
  mail: ((work: Work, fact: Fact) => Promise<Tables['outbox'][]>) | null;
  /** Events to the portal's backend. */
  event: ((work: Work, fact: Fact) => Made<OrderEvent>) | null;
  audit: ((fact: Fact) => AuditEntry) | null;
  /** Topics of the streams that pages follow. */
  live: ((order: Order) => string[]) | null;
}

type MailsOf<Fact> = (work: Work, fact: Fact) => Made<MailJob>;

/** Beyond the limits on mails, a person's action is refused: nothing happens without its mail. */
export const refused =
  <Fact>(mailsOf: MailsOf<Fact>) =>
  async (work: Work, fact: Fact & { by: Actor; order: Order }): Promise<Tables['outbox'][]> => {
    const mails = await mailsOf(work, fact);
    await requireMails(work.tx, work.now(), fact.by, mails);
    return await outboxRows(work.tx, work.now(), mails, fact.order);
  };

/** Beyond the limits, mails caused by the calendar wait. */
export const delayed =
  <Fact>(mailsOf: MailsOf<Fact>) =>
  async (
    work: Work,
    fact: Fact & ({ order: Order } | { digest: Digest }),
  ): Promise<Tables['outbox'][]> => {
    const mails = await mailsOf(work, fact);
    if (!('order' in fact)) {
      return await rowsWithinLimits(work.tx, work.now(), fact.digest, mails);
    }
    return await rowsWithinLimits(work.tx, work.now(), fact.order, mails, fact.order);
  };

/** Mails about money, which no limit delays, and mails that were counted before. */
export const sent =
  <Fact>(mailsOf: MailsOf<Fact>) =>
  async (work: Work, fact: Fact): Promise<Tables['outbox'][]> =>
    await outboxRows(work.tx, work.now(), await mailsOf(work, fact));

/** Mails about payments, of which an order's recipient gets one for several. */
export const summed =
  (mailsOf: (work: Work, fact: FactOf<'lines_paid'>) => Made<MailJobOf<'payment_received'>>) =>
  async (work: Work, fact: FactOf<'lines_paid'>): Promise<Tables['outbox'][]> =>
    await rowsSummedUp(work.tx, work.now(), fact, await mailsOf(work, fact));

/** The bell shows the number of lines, their amount, and the first one's customer. */
export const ofLines =
  (kind: NotificationKind) =>
  ({ order, lines }: { order: Order; lines: readonly ToldLine[] }): NewNotification =>
    ofMoney(kind, order, sumDong(lines.map((line) => line.total)), lines);

/** The bell shows an amount, and the lines that the payer's money was for, whatever became of it. */
export const ofAttempt =
  <Fact extends { order: Order; attempt: Tables['payment_attempts'] }>(
    kind: NotificationKind,
    amountOf: (fact: Fact) => Dong,
  ) =>
  async (fact: Fact, { tx }: Work): Promise<NewNotification> =>
    ofMoney(kind, fact.order, amountOf(fact), await linesOfAttempt(tx, fact.attempt));

function ofMoney(
  kind: NotificationKind,
  order: Order,
  amount: Dong,
  lines: readonly { customer_name: string }[],
): NewNotification {
  const customerName = lines[0]?.customer_name ?? '';
  const subject = { orderId: order.id, digestId: null };
  return { kind, ...subject, amount, lineCount: lines.length, customerName };
}

/** The bell shows how many licences a digest names, and the first one's customer. */
export const ofDigest =
  (kind: NotificationKind) =>
  ({ digest, customerName }: FactOf<'licenses_expiring'>): NewNotification => ({
    kind,
    orderId: null,
    digestId: digest.id,
    amount: 0,
    lineCount: digest.license_count,
    customerName,
  });

/** An entry of the audit log about an order. */
export function ofOrder(
  { id: subjectId, portal_id: portalId, firm_id: firmId }: Order,
  actor: string,
  action: string,
  details: Record<string, unknown>,
): AuditEntry {
  return { portalId, firmId, actor, action, subjectId, details };
}
