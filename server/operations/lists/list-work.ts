import { mailChannelOf } from '../../channels/mail/smtp/mail-channel.ts';
import type { Context } from '../../context/context.ts';
import type { Reader } from '../../database/db.ts';
import { inList } from '../../database/in-list.ts';
import type { Tables } from '../../database/tables.ts';
import { countHeldMails } from '../../jobs/outbox/report-hold.ts';
import { breathe } from '../../limits/fair-turns.ts';
import { readLinesOnce } from '../../payments/corrections/lines-to-pay.ts';
import { listSetAside, type SetAside } from '../../payments/corrections/set-aside.ts';
import { type Guess, guessOrders } from './guess-orders.ts';
import { type DeadJob, listDeadJobs } from './list-dead-jobs.ts';
import { listOddMessages, type OddMessage } from './list-odd-messages.ts';
import { listRefunds, type RefundWork } from './list-refunds.ts';
import { type DoubtfulReport, listDoubtfulReports, listTwins, type Twin } from './list-twins.ts';
import { listUnderpaid, type Underpaid } from './list-underpaid.ts';
import { type Page, readPage } from './read-page.ts';
import { readPayments } from './read-payments.ts';
import { LIST_NAMES, type ListName, type View } from './view-of.ts';

/** The length of each list beside the others, and of one shown alone. */
const MOST_BESIDE = 10;
const MOST_ALONE = 25;

export type UnappliedWork = Tables['payments'] & { orderNumber: string | null; guesses: Guess[] };

/** All mails are held, because the mail server accepts none. */
export interface HeldMails {
  since: number;
  error: string;
  /** Number of waiting mails. */
  count: number;
}

/** The items that wait for a person, as far as they are shown. */
export interface Work {
  view: View;
  pages: ReadonlyMap<ListName, Page>;
  /** Null while mails leave. */
  heldMails: HeldMails | null;
  /** Unmatched money, with orders it may be for, and money suspected of fraud. */
  unapplied: UnappliedWork[];
  /** Possible duplicates: each may be a second report of recorded money. */
  possibleDuplicates: UnappliedWork[];
  /** For each payment, unapplied or due back, another that may be the same movement. */
  twins: Map<string, Twin>;
  /** Joined second reports that a person may want to check. */
  doubtfulReports: DoubtfulReport[];
  /** Money that is no customer's. */
  setAside: SetAside[];
  /** Money that has waited for its rest for days. */
  underpaid: Underpaid[];
  /** Refunds that are due or under way. */
  refunds: RefundWork[];
  /** Mails, events and refunds that were given up. */
  dead: DeadJob[];
  /** Verified messages without a payment. */
  oddMessages: OddMessage[];
}

export async function listWork(context: Context, view: View): Promise<Work> {
  const { db } = context;
  const pages = await readPages(context, view);
  const idsOf = (list: ListName) => (pages.get(list)?.shown ?? []).map(({ id }) => id);
  // Only one item of a group is shown, and no orders are guessed for the others.
  const single = (list: ListName) =>
    (pages.get(list)?.shown ?? []).flatMap(({ id, count }) => (count === 1 ? [id] : []));
  const unapplied = await listUnapplied(context, idsOf('unapplied'), new Set(single('unapplied')));
  await breathe();
  const possibleDuplicates = await listUnapplied(context, idsOf('duplicates'), new Set());
  const refunds = await listRefunds(context, idsOf('refunds'));
  const { hold } = mailChannelOf(context);
  const others = await paymentsOf(db, refunds);
  return {
    view,
    pages,
    heldMails: hold && { ...hold, count: await countHeldMails(context) },
    unapplied,
    possibleDuplicates,
    twins: await listTwins(db, [...unapplied, ...possibleDuplicates, ...others]),
    doubtfulReports: await listDoubtfulReports(db, idsOf('reports')),
    setAside: await listSetAside(db, idsOf('aside')),
    underpaid: await listUnderpaid(context, idsOf('underpaid')),
    refunds,
    dead: await listDeadJobs(context, idsOf('dead')),
    oddMessages: await listOddMessages(context, idsOf('messages')),
  };
}

async function readPages(context: Context, view: View): Promise<Map<ListName, Page>> {
  const pages = new Map<ListName, Page>();
  const most = view.list === null ? MOST_BESIDE : MOST_ALONE;
  for (const list of view.list === null ? LIST_NAMES : [view.list]) {
    pages.set(list, await readPage(context.db, list, view, { now: context.now(), most }));
    // Each query reads everything that waits: other work gets the thread in between.
    await breathe();
  }
  return pages;
}

/** A refund, too, may be of money that came only once. */
async function paymentsOf(reader: Reader, refunds: readonly RefundWork[]) {
  const ids = refunds.flatMap(({ paymentId, state }) => (state === 'due' ? [paymentId] : []));
  if (ids.length === 0) return [];
  return await reader
    .selectFrom('payments')
    .selectAll()
    .where(inList('id', ids))
    .where((where) =>
      where.not(
        where.exists(
          where
            .selectFrom('allocations')
            .select('payment_id')
            .whereRef('allocations.payment_id', '=', 'payments.id'),
        ),
      ),
    )
    .execute();
}

/** @param single the items shown by themselves, for which orders are guessed */
async function listUnapplied(
  { db }: Context,
  ids: readonly string[],
  single: ReadonlySet<string>,
): Promise<UnappliedWork[]> {
  const unapplied = await readPayments(db, ids);
  const guessed: UnappliedWork[] = [];
  const readLines = readLinesOnce();
  for (const payment of unapplied) {
    const isFree = payment.unapplied_reason === 'unmatched' && single.has(payment.id);
    guessed.push({ ...payment, guesses: isFree ? await guessOrders(db, payment, readLines) : [] });
  }
  return guessed;
}
