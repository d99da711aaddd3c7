import { announce } from '../../announce/facts/announce.ts';
import type { Work } from '../../context/in-transaction.ts';
import { inList } from '../../database/in-list.ts';
import type { Tx } from '../../database/open.ts';
import type { Tables } from '../../database/tables.ts';
import { readOpenLines } from '../../orders/core/open-lines.ts';
import { holdsShortMoney, readShortPayments } from '../../orders/core/unapplied-money.ts';
import { applyPayment } from './apply-payment.ts';
import { oweRefunds } from './refunds-due.ts';

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
    const held = await readShortPayments(tx, [session]);
    const newest = held.at(-1);
    if (newest === undefined) continue;
    const open = await readOpenLines(tx, [session]);
    if (open.length > 0) await applyPayment(work, newest, session, 'stay_closed');
    else await giveBack(work, order, session, held);
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
    .where(holdsShortMoney)
    .where('id', 'in', (covering) =>
      covering
        .selectFrom('payment_session_lines')
        .select('payment_session_id')
        .where(inList('order_line_id', closedLineIds)),
    )
    .orderBy('id')
    .execute();
}

async function giveBack(
  work: Work,
  order: Tables['orders'],
  session: Session,
  payments: readonly Payment[],
): Promise<void> {
  const { tx } = work;
  await tx
    .updateTable('payments')
    .set({ held: 0, hold_reason: null })
    .where(
      inList(
        'id',
        payments.map(({ id }) => id),
      ),
    )
    .execute();
  const refunds = await oweRefunds(
    work,
    payments.map(({ id: paymentId, held }) => ({
      paymentId,
      amount: held,
      reason: 'order_cancelled',
    })),
  );
  await announce(work, { kind: 'refund_due', order, session, refunds, lines: [] });
}
