import type { Context } from '../context.ts';
import { newId } from '../database/id.ts';
import { inList } from '../database/in-list.ts';
import { insertRows } from '../database/insert-rows.ts';
import type { Tx } from '../database/open.ts';
import type { Tables } from '../database/tables.ts';
import { applyPayment } from './apply-payment.ts';
import { tellOfPayment } from './tell-of-payment.ts';

type Payment = Tables['payments'];
type Session = Tables['payment_sessions'];

/**
 * Decides anew about short transfers that are held, after some lines of their order were closed. Where a
 * session has nothing unpaid left, its money becomes a refund due; where what is left can now be paid, it
 * is; else the money goes on waiting, and the payer is told what is missing now.
 */
export async function resettleHeldMoney(
  context: Context,
  tx: Tx,
  order: Tables['orders'],
  closedLineIds: readonly string[],
): Promise<void> {
  const payments = await readHeldPayments(tx, order.id, closedLineIds);
  const bySession = Map.groupBy(payments, (payment) => payment.payment_session_id ?? '');
  if (bySession.size === 0) return;
  const sessions = await readSessions(tx, [...bySession.keys()]);
  for (const session of sessions) {
    const held = bySession.get(session.id) ?? [];
    const newest = held.at(-1);
    if (newest === undefined) continue;
    if (session.hasUnpaid) await applyPayment(context, tx, newest, session);
    else await giveBack(context, tx, order, session, held);
  }
}

async function readHeldPayments(
  tx: Tx,
  orderId: string,
  closedLineIds: readonly string[],
): Promise<Payment[]> {
  return await tx
    .selectFrom('payments')
    .innerJoin('payment_sessions', 'payment_sessions.id', 'payments.payment_session_id')
    .selectAll('payments')
    .where('payment_sessions.order_id', '=', orderId)
    .where('hold_reason', '=', 'short')
    .where('payment_sessions.id', 'in', (covering) =>
      covering
        .selectFrom('payment_session_lines')
        .select('payment_session_id')
        .where(inList('order_line_id', closedLineIds)),
    )
    .orderBy('payments.received_at')
    .orderBy('payments.id')
    .execute();
}

async function readSessions(tx: Tx, ids: readonly string[]) {
  const sessions = await tx
    .selectFrom('payment_sessions')
    .selectAll()
    .select((select) =>
      select
        .exists(
          select
            .selectFrom('payment_session_lines')
            .innerJoin('order_lines', 'order_lines.id', 'payment_session_lines.order_line_id')
            .select('order_lines.id')
            .whereRef('payment_session_id', '=', 'payment_sessions.id')
            .where('order_lines.state', '=', 'awaiting_payment'),
        )
        .as('has_unpaid'),
    )
    .where(inList('id', ids))
    .orderBy('id')
    .execute();
  return sessions.map(({ has_unpaid, ...session }) => ({
    ...session,
    hasUnpaid: Number(has_unpaid) > 0,
  }));
}

async function giveBack(
  context: Context,
  tx: Tx,
  order: Tables['orders'],
  session: Session,
  payments: readonly Payment[],
): Promise<void> {
  const [payment] = payments;
  if (payment === undefined) return;
  const refunds = payments.map(({ id, held }) => ({
    id: newId(),
    payment_id: id,
    amount: held,
    reason: 'order_cancelled' as const,
    created_at: context.now(),
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
  const applied = { paidLines: [], refunds };
  await tellOfPayment(context, tx, { order, session, payment, applied, held: false });
}
