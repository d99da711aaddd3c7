import type { Actor } from '../../context/context.ts';
import type { Work } from '../../context/in-transaction.ts';
import type { Tx } from '../../database/db.ts';
import { inList } from '../../database/in-list.ts';
import { upsertRows } from '../../database/insert-rows.ts';
import type { Tables } from '../../database/tables.ts';
import { DomainError } from '../../foundation/domain-error.ts';
import { HOUR_MS } from '../../foundation/durations.ts';
import type { Firm } from '../../foundation/firm.ts';
import { type KnownOrder, outboxRows } from './enqueue.ts';
import type { MailJob } from './job.ts';
import { isSameAddress, mailboxOf } from './mailbox.ts';

/**
 * Hourly limits of mails caused by people, over all kinds of mail and all calls: a firm to one mailbox, all firms of a
 * portal to one mailbox, a firm in all (three to each of 2,000 customers), a portal in all.
 */
export const MAILS_AN_HOUR = {
  firmToMailbox: 300,
  portalToMailbox: 600,
  firm: 6_000,
  portal: 60_000,
} as const;

/** The longest delay of a mail caused by the calendar, in hours. */
const MOST_HOURS = 5;

export type MailLimit = keyof typeof MAILS_AN_HOUR;

/** A mail that would be one too many: the limit reached, and the seconds until its hour is over. */
export interface MailRefusal {
  limit: MailLimit;
  retryAfter: number;
}

type Sender = Firm & { email: string | null };

interface Count {
  firm_id: string;
  addressee: string;
  since: number;
  mails: number;
}

/**
 * Counts the mails that a person causes, in the transaction that causes them: two calls at once can't both have the
 * last one. Mails to the accountants' own address are unlimited; mails caused by money are not counted, since nothing
 * may delay them.
 *
 * @param beyond what becomes of mails beyond a limit: those that are delayed leave later, the later the more there are,
 *   and are counted, too
 * @returns for each address, in order, why it gets no mail now; null where it does
 */
export async function countMails(
  tx: Tx,
  now: number,
  sender: Sender,
  addresses: readonly string[],
  beyond: 'refused' | 'delayed' = 'refused',
): Promise<(MailRefusal | null)[]> {
  const { portalId, firmId, email: ownAddress } = sender;
  const mailboxes = addresses.map((email) =>
    ownAddress !== null && isSameAddress(email, ownAddress) ? null : mailboxOf(email),
  );
  if (mailboxes.every((mailbox) => mailbox === null)) return mailboxes.map(() => null);
  const counts = await readCounts(tx, now, sender, mailboxes);
  const refusals = mailboxes.map((mailbox): MailRefusal | null => {
    if (mailbox === null) return null;
    const own: [MailLimit, Count][] = [
      ['firmToMailbox', counts.of(firmId, mailbox)],
      ['portalToMailbox', counts.of('', mailbox)],
      ['firm', counts.of(firmId, '')],
      ['portal', counts.of('', '')],
    ];
    const refusal = refusalOf(own, now);
    if (refusal === null || beyond === 'delayed') for (const [, count] of own) count.mails++;
    return refusal;
  });
  await writeCounts(tx, portalId, counts.all());
  return refusals;
}

/** The refusal by the first limit reached; the more mails are beyond it, the longer the wait, in whole hours. */
function refusalOf(counts: readonly [MailLimit, Count][], now: number): MailRefusal | null {
  const full = counts.find(([limit, { mails }]) => mails >= MAILS_AN_HOUR[limit]);
  if (full === undefined) return null;
  const [limit, { since, mails }] = full;
  const hours = Math.min(Math.floor(mails / MAILS_AN_HOUR[limit]), MOST_HOURS);
  return { limit, retryAfter: Math.ceil((since + hours * HOUR_MS - now) / 1_000) };
}

/**
 * Divides mails that a person causes into those that leave and those beyond the limits.
 *
 * @throws DomainError TOO_MANY_REQUESTS when the limits allow none of them
 */
export async function withinLimits<Mail extends { email: string }>(
  work: Work,
  actor: Actor,
  mails: readonly Mail[],
): Promise<{ allowed: Mail[]; refused: Mail[] }> {
  const emails = mails.map(({ email }) => email);
  const refusals = await countMails(work.tx, work.now(), actor, emails);
  const allowed = mails.filter((_, index) => refusals[index] === null);
  const refusal = refusals.find((each) => each !== null);
  if (allowed.length === 0 && refusal) {
    const { limit, retryAfter } = refusal;
    throw new DomainError('TOO_MANY_REQUESTS', { retryAfter, mailLimit: limit, mailsLeft: 0 });
  }
  return { allowed, refused: mails.filter((_, index) => refusals[index] !== null) };
}

/**
 * Refuses an action that would cause one mail too many, so that nothing happens without its mail.
 *
 * @throws DomainError TOO_MANY_REQUESTS with the limit, and how many of these mails could still leave
 */
export async function requireMails(
  tx: Tx,
  now: number,
  actor: Actor,
  jobs: readonly MailJob[],
): Promise<void> {
  const refusals = await countMails(tx, now, actor, addressesOf(jobs));
  const refusal = refusals.find((each) => each !== null);
  if (!refusal) return;
  const mailsLeft = refusals.filter((each) => each === null).length;
  throw new DomainError('TOO_MANY_REQUESTS', {
    retryAfter: refusal.retryAfter,
    mailLimit: refusal.limit,
    mailsLeft,
  });
}

/**
 * Outbox rows of mails that the calendar causes. Such mails can't be refused, so those beyond the limits wait until
 * their hour is over.
 */
export async function rowsWithinLimits(
  tx: Tx,
  now: number,
  order: { portal_id: string; firm_id: string },
  jobs: readonly MailJob[],
  known?: KnownOrder,
): Promise<Tables['outbox'][]> {
  const sender = { portalId: order.portal_id, firmId: order.firm_id, email: null };
  const refusals = await countMails(tx, now, sender, addressesOf(jobs), 'delayed');
  const runAt = (index: number) => now + (refusals[index]?.retryAfter ?? 0) * 1_000;
  return await outboxRows(tx, now, jobs, known, runAt);
}

function addressesOf(jobs: readonly MailJob[]): string[] {
  return jobs.map((job) => job.to.email);
}

async function readCounts(
  tx: Tx,
  now: number,
  { portalId, firmId }: Sender,
  mailboxes: readonly (string | null)[],
) {
  const distinct = [...new Set(['', ...mailboxes.flatMap((mailbox) => mailbox ?? [])])];
  const rows = await tx
    .selectFrom('mail_counts')
    .select(['firm_id', 'addressee', 'since', 'mails'])
    .where('portal_id', '=', portalId)
    .where('firm_id', 'in', ['', firmId])
    .where(inList('addressee', distinct))
    .execute();
  const known = new Map<string, Count>();
  for (const row of rows) {
    // An hour in the future is over, too: the clock was set back since.
    if (row.since > now - HOUR_MS && row.since <= now) known.set(keyOf(row), row);
  }
  return {
    of(firm: string, addressee: string): Count {
      const key = keyOf({ firm_id: firm, addressee });
      const count = known.get(key) ?? { firm_id: firm, addressee, since: now, mails: 0 };
      known.set(key, count);
      return count;
    },
    all: () => [...known.values()].filter(({ mails }) => mails > 0),
  };
}

const keyOf = ({ firm_id, addressee }: Pick<Count, 'firm_id' | 'addressee'>) =>
  JSON.stringify([firm_id, addressee]);

async function writeCounts(tx: Tx, portalId: string, counts: readonly Count[]): Promise<void> {
  const rows = counts.map((count) => ({ portal_id: portalId, ...count }));
  await upsertRows(tx, 'mail_counts', rows, ['portal_id', 'firm_id', 'addressee']);
}
