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
 * Decides anew about underpayments, after some lines of their order were closed. If an attempt has no unpaid line left,
 * its money becomes a refund due; if it now suffices, it pays; otherwise it goes on waiting, and the payer gets a mail
 * with the missing amount.
 */
export async function resettleHeldMoney(
  work: Work,
  order: Tables['orders'],
  closedLineIds: readonly string[],
): Promise<void> {
  const { tx } = work;
  for (const session of await readSessions(tx, order.id, closedLineIds)) {
    // Read in turn: the attempt before it may have settled this one too.
    const held = await readShortPayments(tx, [session]);
    const newest = held.at(-1);
    if (newest === undefined) continue;
    const open = await readOpenLines(tx, [session]);
    if (open.length > 0) await applyPayment(work, newest, session, 'stay_closed');
    else await giveBack(work, order, session, held);
  }
}

/** The order's attempts with underpayments for one of the closed lines. */
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
