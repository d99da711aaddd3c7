import { LINE_TRANSITIONS, statesBefore } from '../../shared/order-state.ts';
import { announce } from '../announce/facts/announce.ts';
import type { NamedLine } from '../announce/facts/facts.ts';
import type { Work } from '../context/in-transaction.ts';
import type { Tx } from '../database/db.ts';
import { inList } from '../database/in-list.ts';
import type { Tables } from '../database/tables.ts';
import { lapseCommitments } from '../orders/commitments/end-commitments.ts';
import { updateOrderState } from '../orders/core/update-order-state.ts';
import { endAttempts, repriceAttempts } from '../payments/settlement/close-attempts.ts';
import { resettleUnappliedMoney } from '../payments/settlement/resettle-unapplied-money.ts';
import { releaseCodes } from '../quoting/discounts/code-uses.ts';
import { repriceOrder, repricingOf } from '../quoting/pricing/reprice-order.ts';
import { noteVolumeBalance } from '../quoting/pricing/volume-balance.ts';

/**
 * Closes unpaid lines of an order, all or the named ones: their fiscal years are free for another order, open attempts
 * that cover one of them end, commitments lapse, remaining unpaid lines are priced by the remaining volume, and
 * unapplied money is decided about anew. The order's state follows; when no line is left, its discount codes can be
 * used again.
 *
 * @returns the closed lines, in the order's order
 */
export async function closeLines(
  work: Work,
  order: Tables['orders'],
  lineIds: readonly string[] | null,
  why: { attemptsEndAs: 'cancelled' | 'expired'; reason: string | null },
): Promise<NamedLine[]> {
  const { tx } = work;
  const closing = await readUnpaidIds(tx, order.id, lineIds);
  if (closing.length === 0) return [];
  const repricing = await repricingOf(tx, order, new Set(closing));
  const rows = await tx
    .updateTable('order_lines')
    .set({ state: 'cancelled', cancelled_at: work.now(), cancel_reason: why.reason })
    .where('order_id', '=', order.id)
    .where('state', 'in', statesBefore(LINE_TRANSITIONS, 'cancelled'))
    .where(inList('id', closing))
    .returning(['id', 'line_number', 'total', 'tax_code', 'license_external_id'])
    .returning(['customer_name', 'recipient_email'])
    .execute();
  const closed = rows.toSorted((a, b) => a.line_number - b.line_number);
  const closedIds = closed.map((line) => line.id);
  await tx.deleteFrom('fiscal_year_claims').where(inList('order_line_id', closedIds)).execute();
  await endAttempts(tx, order.id, closedIds, why.attemptsEndAs);
  await repriceOrder(tx, order, repricing);
  await repriceAttempts(
    tx,
    order.id,
    repricing.lines.map((line) => line.id),
  );
  if (repricing.lines.length > 0) {
    const former = new Map(repricing.lines.map(({ id, before }) => [id, before.total]));
    await announce(work, { kind: 'lines_repriced', order, former });
  }
  await noteVolumeBalance(tx, order);
  const dropped = await lapseCommitments(work, closedIds);
  if (dropped.length > 0) {
    await announce(work, { kind: 'commitment_dropped', order, lines: dropped });
  }
  const state = await updateOrderState(tx, order.id);
  if (state === 'cancelled') await releaseCodes(tx, order.id, work.now());
  await resettleUnappliedMoney(work, order, closedIds);
  return closed;
}

async function readUnpaidIds(
  tx: Tx,
  orderId: string,
  lineIds: readonly string[] | null,
): Promise<string[]> {
  let query = tx
    .selectFrom('order_lines')
    .select('id')
    .where('order_id', '=', orderId)
    .where('state', 'in', statesBefore(LINE_TRANSITIONS, 'cancelled'));
  if (lineIds !== null) query = query.where(inList('id', lineIds));
  return (await query.execute()).map((line) => line.id);
}
