import { type CalendarDate, calendarDateAt } from '../../../shared/calendar-date.ts';
import { fiscalYearPeriod } from '../../../shared/fiscal-year.ts';
import {
  LINE_TRANSITIONS,
  SESSION_TRANSITIONS,
  statesBefore,
} from '../../../shared/order-state.ts';
import type { RefundReason } from '../../../shared/refund-reasons.ts';
import { newId } from '../../database/id.ts';
import { inList } from '../../database/in-list.ts';
import { insertRows } from '../../database/insert-rows.ts';
import type { Tx } from '../../database/open.ts';
import type { Tables } from '../../database/tables.ts';
import { findUnrenewable } from '../../directory/licenses/find-unrenewable.ts';
import { selectStandings } from '../../directory/licenses/license-standing.ts';
import { renewLicenses } from '../../directory/licenses/renew-licenses.ts';
import { keepCommitments } from '../../orders/commitments/end-commitments.ts';
import { requestInvoices } from '../../orders/invoices/request-invoices.ts';
import { retakeCodes } from '../../quoting/discounts/code-uses.ts';
import { findBarredLines } from './find-barred-lines.ts';
import { decideSessionMoney, type SessionLine } from './session-money.ts';
import { otherSessionsHolding, sessionsForTheSame } from './sessions-for-the-same.ts';

type Session = Tables['payment_sessions'];

export type PaidLine = Awaited<ReturnType<typeof readSessionLines>>[number];

/** What became of the money of one session. */
export interface AppliedMoney {
  session: Session;
  /** The newest that was applied. */
  payment: Tables['payments'];
  paidLines: PaidLine[];
  refunds: Tables['refunds_due'][];
}

/**
 * Applies what is held for a session to its lines: allocations, renewals, refunds due. Then the same for
 * every other session of the order that holds money for a line that has just been paid.
 *
 * @param revives whether the money has come only now: what was there before pays no line that somebody
 *   has cancelled since
 * @returns by session, since each has payers of its own; none when the money is short
 */
export async function applyHeldMoney(
  tx: Tx,
  now: number,
  session: Session,
  revives: boolean,
): Promise<AppliedMoney[]> {
  const applied: AppliedMoney[] = [];
  const queue = [session];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const money = await applyToSession(tx, now, next, revives && next === session);
    applied.push(...money);
    if (money.some(({ paidLines }) => paidLines.length > 0))
      queue.push(...(await otherSessionsHolding(tx, next)));
  }
  return applied;
}

async function applyToSession(
  tx: Tx,
  now: number,
  session: Session,
  revives: boolean,
): Promise<AppliedMoney[]> {
  const own = await readShortPayments(tx, [session.id]);
  const payment = own.at(-1);
  if (payment === undefined) return [];
  const lines = await readSessionLines(tx, session.id, calendarDateAt(now));
  const free = revives ? standingsOf(lines, now).filter(isRevivable) : [];
  const freeIds = new Set(free.map((line) => line.id));
  const barred = await findBarredLines(
    tx,
    now,
    session.order_id,
    lines.filter((line) => freeIds.has(line.id)),
    payment.received_at,
  );
  const standings = (revives: boolean) => standingsOf(lines, now, revives, barred);
  let others: Session[] = [];
  let pool = own;
  let decision = decideSessionMoney(standings(revives), pool);
  if (decision === null) {
    others = await sessionsForTheSame(tx, session);
    pool = await readShortPayments(
      tx,
      [session, ...others].map(({ id }) => id),
    );
    // The others' money is for what awaits payment: it revives no line that it may never have been for.
    decision = decideSessionMoney(standings(false), pool);
  }
  if (decision === null) return [];
  const used = [session, ...others].map(({ id }) => id);
  await tx
    .updateTable('payments')
    .set({ held: 0, hold_reason: null })
    .where(inList('payment_session_id', used))
    .where('hold_reason', '=', 'short')
    .execute();
  // Its money has come, also where no line could take it.
  await tx
    .updateTable('payment_sessions')
    .set({ state: 'paid' })
    .where(inList('id', used))
    .where('state', 'in', statesBefore(SESSION_TRANSITIONS, 'paid'))
    .execute();
  const paidIds = new Set(decision.paidLineIds);
  const paidLines = lines.filter((line) => paidIds.has(line.id));
  if (paidLines.some((line) => line.state === 'cancelled')) await retakeCodes(tx, session.order_id);
  if (paidLines.length > 0) await payLines(tx, now, paidLines);
  await insertRows(
    tx,
    'allocations',
    decision.allocations.map(({ paymentId, lineId, amount }) => ({
      payment_id: paymentId,
      order_line_id: lineId,
      amount,
    })),
  );
  await requestInvoices(tx, now, session.order_id, decision.paidLineIds);
  const refunds = decision.refunds.map(({ paymentId, amount, reason }) => ({
    id: newId(),
    payment_id: paymentId,
    amount,
    reason,
    created_at: now,
    state: 'due' as const,
    refunded_at: null,
  }));
  await insertRows(tx, 'refunds_due', refunds);
  // What goes back is told to whose money it was.
  const refundsOf = (of: Session) => {
    const ids = new Set(pool.flatMap((each) => (each.payment_session_id === of.id ? each.id : [])));
    return refunds.filter((refund) => ids.has(refund.payment_id));
  };
  const givenBack = others.flatMap((other): AppliedMoney[] => {
    const payment = pool.findLast((each) => each.payment_session_id === other.id);
    const refunds = refundsOf(other);
    return payment && refunds.length > 0
      ? [{ session: other, payment, paidLines: [], refunds }]
      : [];
  });
  return [{ session, payment, paidLines, refunds: refundsOf(session) }, ...givenBack];
}

async function readShortPayments(tx: Tx, sessionIds: readonly string[]) {
  return await tx
    .selectFrom('payments')
    .selectAll()
    .where(inList('payment_session_id', sessionIds))
    .where('hold_reason', '=', 'short')
    .orderBy('received_at')
    .orderBy('id')
    .execute();
}

async function payLines(tx: Tx, now: number, lines: readonly PaidLine[]): Promise<void> {
  const ids = lines.map((line) => line.id);
  const { numUpdatedRows } = await tx
    .updateTable('order_lines')
    .set({ state: 'paid', paid_at: now, cancelled_at: null, cancel_reason: null })
    .where(inList('id', ids))
    .where('state', 'in', statesBefore(LINE_TRANSITIONS, 'paid'))
    .executeTakeFirstOrThrow();
  if (Number(numUpdatedRows) !== ids.length) {
    throw new Error('A line changed while it was being paid; the transaction is taken back');
  }
  await tx.deleteFrom('fiscal_year_claims').where(inList('order_line_id', ids)).execute();
  await keepCommitments(tx, now, ids);
  await renewLicenses(tx, now, lines);
}

/** The session's lines with where their licences end, and whether another live line has their years. */
async function readSessionLines(tx: Tx, sessionId: string, today: CalendarDate) {
  return await tx
    .selectFrom('payment_session_lines')
    .innerJoin('order_lines', 'order_lines.id', 'payment_session_lines.order_line_id')
    .innerJoin(selectStandings(tx, today).as('standing'), (join) =>
      join.onRef('standing.id', '=', 'order_lines.license_id'),
    )
    .selectAll('order_lines')
    .select((select) => [
      'standing.expiry',
      'standing.last_plan_id',
      'standing.later_first_day',
      select
        .exists(
          select
            .selectFrom('fiscal_year_claims')
            .select('fiscal_year_claims.license_id')
            .whereRef('fiscal_year_claims.license_id', '=', 'order_lines.license_id')
            .whereRef('fiscal_year_claims.order_line_id', '<>', 'order_lines.id')
            .where((claim) =>
              claim.and([
                claim('fiscal_year', '>=', claim.ref('order_lines.first_fiscal_year')),
                claim(
                  'fiscal_year',
                  '<',
                  claim('order_lines.first_fiscal_year', '+', claim.ref('order_lines.years')),
                ),
              ]),
            ),
        )
        .as('claimed_elsewhere'),
    ])
    .where('payment_session_id', '=', sessionId)
    .orderBy('line_number')
    .execute();
}

/**
 * How each line stands; those that are to be paid count on those before them, unpaid ones first.
 *
 * @param barred closed lines that this money can't pay, and why: see {@link findBarredLines}
 */
function standingsOf(
  lines: readonly PaidLine[],
  now: number,
  revives = true,
  barred: ReadonlyMap<string, RefundReason> = new Map(),
): SessionLine[] {
  const standings = new Map(
    lines.map((line) => [line.id, standingOf(line, revives && !barred.has(line.id))]),
  );
  const inOrder = lines.toSorted((a, b) => a.first_fiscal_year - b.first_fiscal_year);
  const open = (['payable', 'revivable'] as const).flatMap((standing) =>
    inOrder.filter((line) => standings.get(line.id) === standing),
  );
  const unrenewable = findUnrenewable(open, calendarDateAt(now));
  return lines.map(({ id, total }): SessionLine => {
    if (unrenewable.has(id)) {
      return { id, total, standing: 'closed_cancelled', reason: 'not_renewable' };
    }
    const standing = standings.get(id) ?? 'closed_cancelled';
    return { id, total, standing, reason: barred.get(id) };
  });
}

function isRevivable({ standing }: SessionLine): boolean {
  return standing === 'revivable';
}

/**
 * A cancelled line is paid by late money while nobody else has its years and it still adds to the licence;
 * whether at its price, and so late, {@link findBarredLines} says.
 */
function standingOf(line: PaidLine, revives: boolean): SessionLine['standing'] {
  if (line.state === 'awaiting_payment') return 'payable';
  if (line.state === 'paid') return 'closed_paid';
  const free = revives && !line.claimed_elsewhere && !isCovered(line);
  return free ? 'revivable' : 'closed_cancelled';
}

/** Whether the licence has been renewed meanwhile for what the line is for; an earlier year does not count. */
function isCovered(line: PaidLine): boolean {
  if (line.expiry <= line.present_expiry) return false;
  if (line.term_rule === 'anniversary') return true;
  const { first } = fiscalYearPeriod(line.first_fiscal_year, line.fiscal_year_start);
  const firstDay = line.proration === 'none' ? first : (line.first_day ?? first);
  return line.expiry >= firstDay;
}
