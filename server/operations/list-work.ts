import type { Context } from '../context.ts';
import { inList } from '../database/in-list.ts';
import type { Reader } from '../database/open.ts';
import type { Tables } from '../database/tables.ts';
import { mailChannelOf } from '../outbox/mail-channel.ts';
import { countHeldMails } from '../outbox/report-hold.ts';
import { type Guess, guessOrders } from './guess-orders.ts';
import { type DeadJob, listDeadJobs } from './list-dead-jobs.ts';
import { listRefunds, type RefundWork } from './list-refunds.ts';
import { listShortMoney, type ShortMoney } from './list-short-money.ts';
import { type DoubtfulReport, listDoubtfulReports, listTwins, type Twin } from './list-twins.ts';
import { listOddMessages, type OddMessage } from './odd-messages.ts';
import { listSetAside } from './set-aside.ts';

/** What waits for a person. Each list has at most so many. */
const MOST = 100;

export type HeldWork = Tables['payments'] & { orderNumber: string | null; guesses: Guess[] };

/** All mails, since the mail server takes none. */
export interface HeldMails {
  since: number;
  error: string;
  /** How many wait. */
  count: number;
}

export interface Work {
  /** Null while mails leave. */
  heldMails: HeldMails | null;
  /** Money that matched nothing, with what it may be for, and money suspected of fraud. */
  held: HeldWork[];
  /** Held, since it may be a second report of money that is recorded. */
  possibleDuplicates: HeldWork[];
  /** By payment, held or due back: another that may be the same movement. */
  twins: Map<string, Twin>;
  /** Second reports that were joined, and that a person may want to look at. */
  doubtfulReports: DoubtfulReport[];
  /** Money that is no customer's. */
  setAside: Awaited<ReturnType<typeof listSetAside>>;
  /** Money that has waited for its rest for days. */
  short: ShortMoney[];
  /** Refunds that are due or under way. */
  refunds: RefundWork[];
  /** Mails, events and refunds that were given up. */
  dead: DeadJob[];
  /** Verified messages of which no payment came. */
  oddMessages: OddMessage[];
}

export async function listWork(context: Context): Promise<Work> {
  const { db } = context;
  const all = await listHeld(context);
  const refunds = await listRefunds(context, MOST);
  const isDoubtful = ({ possible_duplicate_of: of }: HeldWork) => of !== null;
  const { hold } = mailChannelOf(context);
  return {
    heldMails: hold && { ...hold, count: await countHeldMails(context) },
    held: all.filter((payment) => !isDoubtful(payment)),
    possibleDuplicates: all.filter(isDoubtful),
    twins: await listTwins(db, [...all, ...(await paymentsOf(db, refunds))]),
    doubtfulReports: await listDoubtfulReports(db, context.now(), MOST),
    setAside: await listSetAside(db, MOST),
    short: await listShortMoney(context, MOST),
    refunds,
    dead: await listDeadJobs(context, MOST),
    oddMessages: await listOddMessages(context, MOST),
  };
}

/** What goes back may have come only once, too. */
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

/** The oldest first. */
async function listHeld({ db }: Context): Promise<HeldWork[]> {
  const held = await db
    .selectFrom('payments')
    .leftJoin('payment_sessions', 'payment_sessions.id', 'payments.payment_session_id')
    .leftJoin('orders', 'orders.id', 'payment_sessions.order_id')
    .selectAll('payments')
    .select('orders.number as orderNumber')
    .where('hold_reason', 'in', ['unmatched', 'suspected_fraud'])
    .orderBy('received_at')
    .limit(MOST)
    .execute();
  const guessed: HeldWork[] = [];
  for (const payment of held) {
    const isFree = payment.hold_reason === 'unmatched' && payment.possible_duplicate_of === null;
    const guesses = isFree ? await guessOrders(db, payment) : [];
    guessed.push({ ...payment, guesses });
  }
  return guessed;
}
