import { type CalendarDate, calendarDateAt } from '../../../shared/calendar-date.ts';
import {
  ATTEMPT_TRANSITIONS,
  LINE_TRANSITIONS,
  statesBefore,
} from '../../../shared/order-state.ts';
import type { Work } from '../../context/in-transaction.ts';
import { alsoHas } from '../../database/also-has.ts';
import { inList } from '../../database/in-list.ts';
import { insertRows } from '../../database/insert-rows.ts';
import { prepared } from '../../database/prepared.ts';
import type { Tables } from '../../database/tables.ts';
import { renewLicenses } from '../../directory/licenses/renew-licenses.ts';
import { keepCommitments } from '../../orders/commitments/end-commitments.ts';
import {
  forTheSameLines,
  otherUnderpaidAttempts,
  readUnderpayments,
} from '../../orders/core/unapplied-money.ts';
import { requestInvoices } from '../../orders/invoices/request-invoices.ts';
import { retakeCodes } from '../../quoting/discounts/code-uses.ts';
import { type AttemptMoney, decideAttemptMoney } from './attempt-money.ts';
import { findBarredLines } from './find-barred-lines.ts';
import { type Closed, standingsOf } from './line-standings.ts';
import { type LineToPay, readAttemptLines } from './read-attempt-lines.ts';
import { oweRefunds } from './refunds-due.ts';

type Attempt = Tables['payment_attempts'];
type Payment = Tables['payments'];
type RefundDue = Tables['refunds_due'];

/** The result for one attempt's money. */
export interface AppliedMoney {
  attempt: Attempt;
  /** The newest payment applied. */
  payment: Payment;
  paidLines: LineToPay[];
  refunds: RefundDue[];
}

/** The facts about an attempt and the money that may pay its lines. */
interface Gathered {
  attempt: Attempt;
  lines: LineToPay[];
  /** The attempt's own underpayments, the earliest first. */
  own: Payment[];
  closed: Closed;
  barred: Awaited<ReturnType<typeof findBarredLines>>;
  /** The order's other attempts with underpayments. */
  underpaid: Attempt[];
  /** Attempts with exactly the same unpaid lines. */
  others: Attempt[];
  /** The underpayments of them all, including its own. */
  pool: Payment[];
}

/** The allocations and refunds, and the payers. */
interface Decision extends AttemptMoney {
  others: Attempt[];
  payments: Payment[];
}

/**
 * Applies an attempt's unapplied money to its lines: allocations, renewals, refunds due. Then the same for every other
 * attempt of the order with unapplied money for a line that has just been paid.
 *
 * @param closed whether the money may pay cancelled lines: only money that has just come does
 * @returns by attempt, since each has payers of its own; none when the money is too little
 */
export async function applyUnappliedMoney(
  work: Work,
  attempt: Attempt,
  closed: Closed,
): Promise<AppliedMoney[]> {
  const applied: AppliedMoney[] = [];
  const queue = [attempt];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const gathered = await gather(work, next, next === attempt ? closed : 'stay_closed');
    const decision = gathered && decide(gathered, calendarDateAt(work.now()));
    if (!decision) continue;
    const refunds = await write(work, gathered, decision);
    applied.push(...attribute(gathered, decision, refunds));
    if (decision.paidLineIds.length > 0) queue.push(...gathered.underpaid);
  }
  return applied;
}

/** Null where the attempt has no unapplied money. */
async function gather(work: Work, attempt: Attempt, closed: Closed): Promise<Gathered | null> {
  const { tx } = work;
  const own = await readUnderpayments(tx, [attempt]);
  const newest = own.at(-1);
  if (newest === undefined) return null;
  const today = calendarDateAt(work.now());
  const lines = await readAttemptLines(tx, { attemptId: attempt.id, today });
  const standings = standingsOf(lines, today, closed);
  const free = lines.filter((_, index) => standings[index]?.standing === 'revivable');
  const { order_id: orderId } = attempt;
  const barred = await findBarredLines(tx, work.now(), orderId, free, newest.received_at);
  const underpaid = await otherUnderpaidAttempts(tx, attempt);
  const others = await forTheSameLines(tx, attempt, underpaid);
  const pool = others.length > 0 ? await readUnderpayments(tx, [attempt, ...others]) : own;
  return { attempt, lines, own, closed, barred, underpaid, others, pool };
}

/**
 * Decides by the attempt's own money, or else together with underpayments for the very same lines. Null: all of it goes
 * on waiting.
 */
function decide(gathered: Gathered, today: CalendarDate): Decision | null {
  const { lines, own, closed, barred, others, pool } = gathered;
  const alone = decideAttemptMoney(standingsOf(lines, today, closed, barred), own);
  if (alone) return { ...alone, others: [], payments: own };
  // The others' money pays only unpaid lines: it revives none that it may never have been for.
  const open = standingsOf(lines, today, 'stay_closed', barred);
  const together = others.length > 0 ? decideAttemptMoney(open, pool) : null;
  return together && { ...together, others, payments: pool };
}

async function write(
  work: Work,
  { attempt, lines }: Gathered,
  { allocations, refunds, paidLineIds, others }: Decision,
): Promise<RefundDue[]> {
  const { tx } = work;
  await spend(work, [attempt, ...others]);
  const paidIds = new Set(paidLineIds);
  const paid = lines.filter(({ id }) => paidIds.has(id));
  const renewals = paid.length > 0 ? await payLines(work, attempt.order_id, paid) : [];
  await insertRows(
    tx,
    'allocations',
    allocations.map(({ paymentId, lineId, amount }) => ({
      payment_id: paymentId,
      order_line_id: lineId,
      amount,
    })),
  );
  await requestInvoices(tx, work.now(), attempt.order_id, paid, renewals);
  return await oweRefunds(work, refunds);
}

/** These attempts are paid: their money has come, even where no line could take it. */
async function spend({ tx }: Work, attempts: readonly Attempt[]): Promise<void> {
  const ids = attempts.map(({ id }) => id);
  await applyAll(tx, { ids });
  await endAsPaid(tx, { ids });
}

const applyAll = prepared((tx, { ids }: { ids: readonly string[] }) =>
  tx
    .updateTable('payments')
    .set({ unapplied: 0, unapplied_reason: null })
    .where(inList('payment_attempt_id', ids))
    .where('unapplied_reason', '=', 'underpaid'),
);

const endAsPaid = prepared((tx, { ids }: { ids: readonly string[] }) =>
  tx
    .updateTable('payment_attempts')
    .set({ state: 'paid' })
    .where(inList('id', ids))
    .where(alsoHas('state', ...statesBefore(ATTEMPT_TRANSITIONS, 'paid'))),
);

const freeYears = prepared((tx, { ids }: { ids: readonly string[] }) =>
  tx.deleteFrom('fiscal_year_claims').where(inList('order_line_id', ids)),
);

async function payLines(
  { tx, now }: Work,
  orderId: string,
  lines: readonly LineToPay[],
): Promise<Tables['license_renewals'][]> {
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
  await freeYears(tx, { ids });
  await keepCommitments(tx, now(), ids);
  return await renewLicenses(tx, now(), lines);
}

/** The payers: a refund of another attempt's money is mailed to its own. */
function attribute(
  { attempt, lines }: Gathered,
  { paidLineIds, others, payments }: Decision,
  refunds: readonly RefundDue[],
): AppliedMoney[] {
  const paidIds = new Set(paidLineIds);
  return [attempt, ...others].flatMap((of): AppliedMoney[] => {
    const own = payments.filter((payment) => payment.payment_attempt_id === of.id);
    const ids = new Set(own.map(({ id }) => id));
    const newest = own.at(-1);
    const paidLines = of === attempt ? lines.filter(({ id }) => paidIds.has(id)) : [];
    const given = refunds.filter((refund) => ids.has(refund.payment_id));
    return newest ? [{ attempt: of, payment: newest, paidLines, refunds: given }] : [];
  });
}
