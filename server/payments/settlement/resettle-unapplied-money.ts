import { announce } from '../../announce/facts/announce.ts';
import type { Work } from '../../context/in-transaction.ts';
import type { Tx } from '../../database/db.ts';
import { inList } from '../../database/in-list.ts';
import type { Tables } from '../../database/tables.ts';
import { readOpenLines } from '../../orders/core/open-lines.ts';
import { isUnderpaid, readUnderpayments } from '../../orders/core/unapplied-money.ts';
import { applyPayment } from './apply-payment.ts';
import { oweRefunds } from './refunds-due.ts';

type Payment = Tables['payments'];
type Attempt = Tables['payment_attempts'];

/**
 * Decides anew about underpayments, after some lines of their order were closed. If an attempt has no unpaid line left,
 * its money becomes a refund due; if it now suffices, it pays; otherwise it goes on waiting, and the payer gets a mail
 * with the missing amount.
 */
export async function resettleUnappliedMoney(
  work: Work,
  order: Tables['orders'],
  closedLineIds: readonly string[],
): Promise<void> {
  const { tx } = work;
  for (const attempt of await readAttempts(tx, order.id, closedLineIds)) {
    // Read in turn: the attempt before it may have settled this one too.
    const unapplied = await readUnderpayments(tx, [attempt]);
    const newest = unapplied.at(-1);
    if (newest === undefined) continue;
    const open = await readOpenLines(tx, [attempt]);
    if (open.length > 0) await applyPayment(work, newest, attempt, 'stay_closed');
    else await giveBack(work, order, attempt, unapplied);
  }
}

/** The order's attempts with underpayments for one of the closed lines. */
async function readAttempts(
  tx: Tx,
  orderId: string,
  closedLineIds: readonly string[],
): Promise<Attempt[]> {
  return await tx
    .selectFrom('payment_attempts')
    .selectAll()
    .where('order_id', '=', orderId)
    .where(isUnderpaid)
    .where('id', 'in', (covering) =>
      covering
        .selectFrom('payment_attempt_lines')
        .select('payment_attempt_id')
        .where(inList('order_line_id', closedLineIds)),
    )
    .orderBy('id')
    .execute();
}

async function giveBack(
  work: Work,
  order: Tables['orders'],
  attempt: Attempt,
  payments: readonly Payment[],
): Promise<void> {
  const { tx } = work;
  await tx
    .updateTable('payments')
    .set({ unapplied: 0, unapplied_reason: null })
    .where(
      inList(
        'id',
        payments.map(({ id }) => id),
      ),
    )
    .execute();
  const refunds = await oweRefunds(
    work,
    payments.map(({ id: paymentId, unapplied }) => ({
      paymentId,
      amount: unapplied,
      reason: 'order_cancelled',
    })),
  );
  await announce(work, { kind: 'refund_due', order, attempt, refunds });
}
