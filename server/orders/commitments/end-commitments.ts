import { sumDong } from '../../../shared/money.ts';
import { addNotifications } from '../../announce/add-notifications.ts';
import { enqueueOrderEvents } from '../../announce/events/enqueue-events.ts';
import { inList } from '../../database/in-list.ts';
import type { Tx } from '../../database/open.ts';
import type { Tables } from '../../database/tables.ts';
import { endExtensions } from '../../directory/licenses/extend-licenses.ts';
import { ownerOf } from '../core/owner-of.ts';
import { commitmentEvents } from './commitment-events.ts';

/** Lines that are paid have kept their commitment: the renewal is in force, the extension is done with. */
export async function keepCommitments(
  tx: Tx,
  now: number,
  lineIds: readonly string[],
): Promise<void> {
  await tx
    .updateTable('payment_commitments')
    .set({ state: 'kept', ended_at: now })
    .where(inList('order_line_id', lineIds))
    .where('state', '=', 'active')
    .execute();
  await endExtensions(tx, now, lineIds, 'paid');
}

/**
 * Ends the commitments of lines that are not going to be paid, or were not in time: the licences fall back
 * to their paid expiry. Rings the accountant's bell; {@link bellTopic} is to be published after the commit.
 *
 * @returns the lines whose commitment it was; their recipients are yet to be told
 */
export async function lapseCommitments(
  tx: Tx,
  now: number,
  order: Tables['orders'],
  lineIds: readonly string[],
): Promise<Pick<Tables['order_lines'], 'id' | 'recipient_email'>[]> {
  const lapsed = await tx
    .updateTable('payment_commitments')
    .set({ state: 'lapsed', ended_at: now })
    .where(inList('order_line_id', lineIds))
    .where('state', '=', 'active')
    .returning('order_line_id')
    .execute();
  if (lapsed.length === 0) return [];
  const lapsedIds = lapsed.map((commitment) => commitment.order_line_id);
  await endExtensions(tx, now, lapsedIds, 'commitment_over');
  await enqueueOrderEvents(tx, now, order.id, () =>
    commitmentEvents(tx, now, 'license.extension_ended', lapsedIds),
  );
  const lines = await tx
    .selectFrom('order_lines')
    .select(['id', 'total', 'customer_name', 'recipient_email'])
    .where(inList('id', lapsedIds))
    .orderBy('line_number')
    .execute();
  const owner = ownerOf(order);
  await addNotifications(tx, now, owner, [
    {
      kind: 'commitment_lapsed',
      orderId: order.id,
      amount: sumDong(lines.map((line) => line.total)),
      lineCount: lines.length,
      customerName: lines[0]?.customer_name ?? '',
    },
  ]);
  return lines;
}
