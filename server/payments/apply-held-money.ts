import { LINE_TRANSITIONS, SESSION_TRANSITIONS, statesBefore } from '../../shared/order-state.ts';
import { keepCommitments } from '../commitments/end-commitments.ts';
import { newId } from '../database/id.ts';
import { inList } from '../database/in-list.ts';
import { insertRows } from '../database/insert-rows.ts';
import type { Tx } from '../database/open.ts';
import type { Tables } from '../database/tables.ts';
import { requestInvoices } from '../invoices/request-invoices.ts';
import { renewLicenses } from '../licenses/renew-licenses.ts';
import { decideSessionMoney, type SessionLine } from './session-money.ts';

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
 * @returns by session, since each has payers of its own; none when the money is short
 */
export async function applyHeldMoney(
  tx: Tx,
  now: number,
  session: Session,
): Promise<AppliedMoney[]> {
  const applied: AppliedMoney[] = [];
  const queue = [session];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const money = await applyToSession(tx, now, next);
    if (money === null) continue;
    applied.push(money);
    if (money.paidLines.length > 0) queue.push(...(await otherSessionsHolding(tx, next)));
  }
  return applied;
}

async function applyToSession(tx: Tx, now: number, session: Session): Promise<AppliedMoney | null> {
  const payments = await tx
    .selectFrom('payments')
    .selectAll()
    .where('payment_session_id', '=', session.id)
    .where('hold_reason', '=', 'short')
    .orderBy('received_at')
    .orderBy('id')
    .execute();
  const payment = payments.at(-1);
  if (payment === undefined) return null;
  const lines = await readSessionLines(tx, session.id);
  const decision = decideSessionMoney(
    lines.map(
      (line): SessionLine => ({ id: line.id, total: line.total, standing: standingOf(line) }),
    ),
    payments,
  );
  if (decision === null) return null;
  await tx
    .updateTable('payments')
    .set({ held: 0, hold_reason: null })
    .where('payment_session_id', '=', session.id)
    .where('hold_reason', '=', 'short')
    .execute();
  // Its money has come, also where no line could take it.
  await tx
    .updateTable('payment_sessions')
    .set({ state: 'paid' })
    .where('id', '=', session.id)
    .where('state', 'in', statesBefore(SESSION_TRANSITIONS, 'paid'))
    .execute();
  const paidIds = new Set(decision.paidLineIds);
  const paidLines = lines.filter((line) => paidIds.has(line.id));
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
  return { session, payment, paidLines, refunds };
}

async function payLines(tx: Tx, now: number, lines: readonly PaidLine[]): Promise<void> {
  const ids = lines.map((line) => line.id);
  const { numUpdatedRows } = await tx
    .updateTable('order_lines')
    .set({ state: 'paid', paid_at: now })
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

/** The session's lines with the licence's present expiry, and whether another live line has its years. */
async function readSessionLines(tx: Tx, sessionId: string) {
  return await tx
    .selectFrom('payment_session_lines')
    .innerJoin('order_lines', 'order_lines.id', 'payment_session_lines.order_line_id')
    .innerJoin('licenses', 'licenses.id', 'order_lines.license_id')
    .selectAll('order_lines')
    .select((select) => [
      'licenses.expiry',
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

/** A cancelled line is paid by late money while nobody else has its years and it still adds to the licence. */
function standingOf(line: PaidLine): SessionLine['standing'] {
  if (line.state === 'awaiting_payment') return 'payable';
  if (line.state === 'paid') return 'closed_paid';
  const free = !line.claimed_elsewhere && line.expiry <= line.present_expiry;
  return free ? 'revivable' : 'closed_cancelled';
}

async function otherSessionsHolding(tx: Tx, session: Session): Promise<Session[]> {
  return await tx
    .selectFrom('payment_sessions')
    .selectAll()
    .where('order_id', '=', session.order_id)
    .where('id', '<>', session.id)
    .where((where) =>
      where.exists(
        where
          .selectFrom('payments')
          .select('payments.id')
          .whereRef('payments.payment_session_id', '=', 'payment_sessions.id')
          .where('hold_reason', '=', 'short'),
      ),
    )
    .execute();
}
