import type { Context } from '../context.ts';
import type { Tables } from '../database/tables.ts';
import { type Guess, guessOrders } from './guess-orders.ts';
import { type DeadJob, listDeadJobs } from './list-dead-jobs.ts';
import { listRefunds, type RefundWork } from './list-refunds.ts';
import { listShortMoney, type ShortMoney } from './list-short-money.ts';
import { listOddMessages, type OddMessage } from './odd-messages.ts';

/** What waits for a person. Each list has at most so many. */
const MOST = 100;

export type HeldWork = Tables['payments'] & { orderNumber: string | null; guesses: Guess[] };

export interface Work {
  /** Money that matched nothing, with what it may be for, and money suspected of fraud. */
  held: HeldWork[];
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
  return {
    held: await listHeld(context),
    short: await listShortMoney(context, MOST),
    refunds: await listRefunds(context, MOST),
    dead: await listDeadJobs(context, MOST),
    oddMessages: await listOddMessages(context, MOST),
  };
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
    const guesses = payment.hold_reason === 'unmatched' ? await guessOrders(db, payment) : [];
    guessed.push({ ...payment, guesses });
  }
  return guessed;
}
