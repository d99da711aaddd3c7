import { announce } from '../../announce/facts/announce.ts';
import type { Work } from '../../context/in-transaction.ts';
import { newId } from '../../database/id.ts';
import { inList } from '../../database/in-list.ts';
import { insertRows } from '../../database/insert-rows.ts';
import type { Tx } from '../../database/open.ts';
import type { Tables } from '../../database/tables.ts';
import { applyPayment } from './apply-payment.ts';

type Payment = Tables['payments'];
type Session = Tables['payment_sessions'];

/**
 * Decides anew about short transfers that are held, after some lines of their order were closed. Where a
 * session has nothing unpaid left, its money becomes a refund due; where what is left can now be paid, it
 * is; else the money goes on waiting, and the payer is told what is missing now.
 */
export async function resettleHeldMoney(
  work: Work,
  order: Tables['orders'],
  closedLineIds: readonly string[],
): Promise<void> {
  const { tx } = work;
  for (const session of await readSessions(tx, order.id, closedLineIds)) {
    // Read when its turn comes: what became of the session before it may have settled this one too.
    const held = await readHeldPayments(tx, session.id);
    const newest = held.at(-1);
    if (newest === undefined) continue;
    if (await hasUnpaidLines(tx, session.id)) {
      await applyPayment(work, newest, session, false);
    } else await giveBack(work, order, session, held);
  }
}

/** The order's sessions that hold short money for one of the closed lines. */
async function readSessions(
  tx: Tx,
  orderId: string,
  closedLineIds: readonly string[],
): Promise<Session[]> {
  return await tx
    .selectFrom('payment_sessions')
    .selectAll()
    .where('order_id', '=', orderId)
    .where('id', 'in', (holding) =>
      holding
        .selectFrom('payments')
        .select('payment_session_id')
        .where('hold_reason', '=', 'short')
        .$castTo<{ payment_session_id: string }>(),
    )
    .where('id', 'in', (covering) =>
      covering
        .selectFrom('payment_session_lines')
        .select('payment_session_id')
        .where(inList('order_line_id', closedLineIds)),
    )
    .orderBy('id')
    .execute();
}

async function readHeldPayments(tx: Tx, sessionId: string): Promise<Payment[]> {
  return await tx
    .selectFrom('payments')
    .selectAll()
    .where('payment_session_id', '=', sessionId)
    .where('hold_reason', '=', 'short')
    .orderBy('received_at')
    .orderBy('id')
    .execute();
}

async function hasUnpaidLines(tx: Tx, sessionId: string): Promise<boolean> {
  const line = await tx
    .selectFrom('payment_session_lines')
    .innerJoin('order_lines', 'order_lines.id', 'payment_session_lines.order_line_id')
    .select('order_lines.id')
    .where('payment_session_id', '=', sessionId)
    .where('order_lines.state', '=', 'awaiting_payment')
    .limit(1)
    .executeTakeFirst();
  return line !== undefined;
}

async function giveBack(
  work: Work,
  order: Tables['orders'],
  session: Session,
  payments: readonly Payment[],
): Promise<void> {
  const { tx } = work;
  const refunds = payments.map(({ id, held }) => ({
    id: newId(),
    payment_id: id,
    amount: held,
    reason: 'order_cancelled' as const,
    created_at: work.now(),
    state: 'due' as const,
    refunded_at: null,
  }));
  const ids = payments.map(({ id }) => id);
  await tx
    .updateTable('payments')
    .set({ held: 0, hold_reason: null })
    .where(inList('id', ids))
    .execute();
  await insertRows(tx, 'refunds_due', refunds);
  await announce(work, { kind: 'refund_due', order, session, refunds, lines: [] });
}
