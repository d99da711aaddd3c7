import { type CalendarDate, calendarDateAt } from '../../../shared/calendar-date.ts';
import {
  LINE_TRANSITIONS,
  SESSION_TRANSITIONS,
  statesBefore,
} from '../../../shared/order-state.ts';
import type { Work } from '../../context/in-transaction.ts';
import { inList } from '../../database/in-list.ts';
import { insertRows } from '../../database/insert-rows.ts';
import type { Tables } from '../../database/tables.ts';
import { renewLicenses } from '../../directory/licenses/renew-licenses.ts';
import { keepCommitments } from '../../orders/commitments/end-commitments.ts';
import {
  forTheSameLines,
  otherSessionsHolding,
  readShortPayments,
} from '../../orders/core/unapplied-money.ts';
import { requestInvoices } from '../../orders/invoices/request-invoices.ts';
import { retakeCodes } from '../../quoting/discounts/code-uses.ts';
import { findBarredLines } from './find-barred-lines.ts';
import { type Closed, standingsOf } from './line-standings.ts';
import { type LineToPay, readSessionLines } from './read-session-lines.ts';
import { oweRefunds } from './refunds-due.ts';
import { decideSessionMoney, type SessionMoney } from './session-money.ts';

type Session = Tables['payment_sessions'];
type Payment = Tables['payments'];
type RefundDue = Tables['refunds_due'];

/** The result for one attempt's money. */
export interface AppliedMoney {
  session: Session;
  /** The newest payment applied. */
  payment: Payment;
  paidLines: LineToPay[];
  refunds: RefundDue[];
}

/** The facts about an attempt and the money that may pay its lines. */
interface Gathered {
  session: Session;
  lines: LineToPay[];
  /** Its own underpayments, the earliest first. */
  own: Payment[];
  closed: Closed;
  barred: Awaited<ReturnType<typeof findBarredLines>>;
  /** The order's other attempts with underpayments. */
  holding: Session[];
  /** Those with exactly the same unpaid lines. */
  others: Session[];
  /** The underpayments of them all, including its own. */
  pool: Payment[];
}

/** The allocations and refunds, and the payers. */
interface Decision extends SessionMoney {
  others: Session[];
  payments: Payment[];
}

/**
 * Applies an attempt's unapplied money to its lines: allocations, renewals, refunds due. Then the same for every other
 * attempt of the order with unapplied money for a line that has just been paid.
 *
 * @param closed whether the money may pay cancelled lines: only money that has just come does
 *
 * @returns by attempt, since each has payers of its own; none when the money is too little
 */
export async function applyHeldMoney(
  work: Work,
  session: Session,
  closed: Closed,
): Promise<AppliedMoney[]> {
  const applied: AppliedMoney[] = [];
  const queue = [session];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const gathered = await gather(work, next, next === session ? closed : 'stay_closed');
    const decision = gathered && decide(gathered, calendarDateAt(work.now()));
    if (!decision) continue;
    const refunds = await write(work, gathered, decision);
    applied.push(...attribute(gathered, decision, refunds));
    if (decision.paidLineIds.length > 0) queue.push(...gathered.holding);
  }
  return applied;
}

/** Null where the attempt has no unapplied money. */
async function gather(work: Work, session: Session, closed: Closed): Promise<Gathered | null> {
  const { tx } = work;
  const own = await readShortPayments(tx, [session]);
  const newest = own.at(-1);
  if (newest === undefined) return null;
  const today = calendarDateAt(work.now());
  const lines = await readSessionLines(tx, session.id, today);
  const standings = standingsOf(lines, today, closed);
  const free = lines.filter((_, index) => standings[index]?.standing === 'revivable');
  const { order_id: orderId } = session;
  const barred = await findBarredLines(tx, work.now(), orderId, free, newest.received_at);
  const holding = await otherSessionsHolding(tx, session);
  const others = await forTheSameLines(tx, session, holding);
  const pool = others.length > 0 ? await readShortPayments(tx, [session, ...others]) : own;
  return { session, lines, own, closed, barred, holding, others, pool };
}

/** By its own money, or else together with underpayments for the very same lines. Null: all of it goes on waiting. */
function decide(gathered: Gathered, today: CalendarDate): Decision | null {
  const { lines, own, closed, barred, others, pool } = gathered;
  const alone = decideSessionMoney(standingsOf(lines, today, closed, barred), own);
  if (alone) return { ...alone, others: [], payments: own };
  // The others' money pays only unpaid lines: it revives none that it may never have been for.
  const open = standingsOf(lines, today, 'stay_closed', barred);
  const together = others.length > 0 ? decideSessionMoney(open, pool) : null;
  return together && { ...together, others, payments: pool };
}

async function write(
  work: Work,
  { session, lines }: Gathered,
  { allocations, refunds, paidLineIds, others }: Decision,
): Promise<RefundDue[]> {
  const { tx } = work;
  await spend(work, [session, ...others]);
  const paidIds = new Set(paidLineIds);
  const paid = lines.filter(({ id }) => paidIds.has(id));
  if (paid.length > 0) await payLines(work, session.order_id, paid);
  await insertRows(
    tx,
    'allocations',
    allocations.map(({ paymentId, lineId, amount }) => ({
      payment_id: paymentId,
      order_line_id: lineId,
      amount,
    })),
  );
  await requestInvoices(tx, work.now(), session.order_id, paidLineIds);
  return await oweRefunds(work, refunds);
}

/** These attempts are paid: their money has come, even where no line could take it. */
async function spend({ tx }: Work, sessions: readonly Session[]): Promise<void> {
  const ids = sessions.map(({ id }) => id);
  await tx
    .updateTable('payments')
    .set({ held: 0, hold_reason: null })
    .where(inList('payment_session_id', ids))
    .where('hold_reason', '=', 'short')
    .execute();
  await tx
    .updateTable('payment_sessions')
    .set({ state: 'paid' })
    .where(inList('id', ids))
    .where('state', 'in', statesBefore(SESSION_TRANSITIONS, 'paid'))
    .execute();
}

async function payLines(
  { tx, now }: Work,
  orderId: string,
  lines: readonly LineToPay[],
): Promise<void> {
  const ids = lines.map((line) => line.id);
  if (lines.some((line) => line.state === 'cancelled')) await retakeCodes(tx, orderId);
  const { numUpdatedRows } = await tx
    .updateTable('order_lines')
    .set({ state: 'paid', paid_at: now(), cancelled_at: null, cancel_reason: null })
    .where(inList('id', ids))
    .where('state', 'in', statesBefore(LINE_TRANSITIONS, 'paid'))
    .executeTakeFirstOrThrow();
  if (Number(numUpdatedRows) !== ids.length) {
    throw new Error('A line changed while it was being paid; the transaction is taken back');
  }
  await tx.deleteFrom('fiscal_year_claims').where(inList('order_line_id', ids)).execute();
  await keepCommitments(tx, now(), ids);
  await renewLicenses(tx, now(), lines);
}

/** The payers: a refund of another attempt's money is mailed to its own. */
function attribute(
  { session, lines }: Gathered,
  { paidLineIds, others, payments }: Decision,
  refunds: readonly RefundDue[],
): AppliedMoney[] {
  const paidIds = new Set(paidLineIds);
  return [session, ...others].flatMap((of): AppliedMoney[] => {
    const own = payments.filter((payment) => payment.payment_session_id === of.id);
    const ids = new Set(own.map(({ id }) => id));
    const newest = own.at(-1);
    const paidLines = of === session ? lines.filter(({ id }) => paidIds.has(id)) : [];
    const given = refunds.filter((refund) => ids.has(refund.payment_id));
    const isTold = newest !== undefined && (of === session || given.length > 0);
    return isTold ? [{ session: of, payment: newest, paidLines, refunds: given }] : [];
  });
}
