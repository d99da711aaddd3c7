import { LINE_TRANSITIONS, statesBefore } from '../../shared/order-state.ts';
import { lapseCommitments } from '../commitments/end-commitments.ts';
import type { Context } from '../context.ts';
import { inList } from '../database/in-list.ts';
import type { Tx } from '../database/open.ts';
import type { Tables } from '../database/tables.ts';
import { releaseCodes } from '../discounts/code-uses.ts';
import { resettleHeldMoney } from '../payments/resettle-held-money.ts';
import { updateOrderState } from './update-order-state.ts';

export interface ClosedLine {
  id: string;
  total: number;
  tax_code: string;
  customer_name: string;
  recipient_email: string | null;
}

/**
 * Closes unpaid lines of an order, all or those named: their fiscal years are free for another order,
 * open sessions that cover one of them end, commitments lapse, and held money is decided about anew. The
 * order's state follows; where nothing of it is left, its discount codes can be used again.
 *
 * @returns the lines that were closed, in the order's order
 */
export async function closeLines(
  context: Context,
  tx: Tx,
  order: Tables['orders'],
  lineIds: readonly string[] | null,
  why: { sessionsEndAs: 'cancelled' | 'expired'; reason: string | null },
): Promise<ClosedLine[]> {
  let update = tx
    .updateTable('order_lines')
    .set({ state: 'cancelled', cancelled_at: context.now(), cancel_reason: why.reason })
    .where('order_id', '=', order.id)
    .where('state', 'in', statesBefore(LINE_TRANSITIONS, 'cancelled'));
  if (lineIds !== null) update = update.where(inList('id', lineIds));
  const rows = await update
    .returning(['id', 'line_number', 'total', 'tax_code', 'customer_name', 'recipient_email'])
    .execute();
  const closed = rows.toSorted((a, b) => a.line_number - b.line_number);
  const closedIds = closed.map((line) => line.id);
  if (closedIds.length === 0) return [];
  await tx.deleteFrom('fiscal_year_claims').where(inList('order_line_id', closedIds)).execute();
  await tx
    .updateTable('payment_sessions')
    .set({ state: why.sessionsEndAs })
    .where('order_id', '=', order.id)
    .where('state', '=', 'open')
    .where('id', 'in', (covering) =>
      covering
        .selectFrom('payment_session_lines')
        .select('payment_session_id')
        .where(inList('order_line_id', closedIds)),
    )
    .execute();
  // The mail that tells of the closing tells of this, too.
  await lapseCommitments(tx, context.now(), order, closedIds);
  const state = await updateOrderState(tx, order.id);
  if (state === 'cancelled') await releaseCodes(tx, order.id, context.now());
  await resettleHeldMoney(context, tx, order, closedIds);
  return closed;
}
