import type { ToldLine } from '../../announce/facts/facts.ts';
import type { Work } from '../../context/in-transaction.ts';
import type { Tx } from '../../database/db.ts';
import { inList } from '../../database/in-list.ts';
import { prepared } from '../../database/prepared.ts';
import { endExtensions } from '../../directory/licenses/extend-licenses.ts';

const endKept = prepared((tx, { lineIds, now }: { lineIds: readonly string[]; now: number }) =>
  tx
    .updateTable('payment_commitments')
    .set({ state: 'kept', ended_at: now })
    .where(inList('order_line_id', lineIds))
    .where('state', '=', 'active'),
);

/** Lines that are paid have kept their commitment: the renewal is in force, the extension is done with. */
export async function keepCommitments(
  tx: Tx,
  now: number,
  lineIds: readonly string[],
): Promise<void> {
  await endKept(tx, { lineIds, now });
  await endExtensions(tx, now, lineIds, 'paid');
}

/**
 * Ends the commitments of lines that are not going to be paid, or were not in time: the licences fall back
 * to their paid expiry.
 *
 * @returns the lines whose commitment it was
 */
export async function lapseCommitments(
  { tx, now }: Work,
  lineIds: readonly string[],
): Promise<ToldLine[]> {
  const lapsed = await tx
    .updateTable('payment_commitments')
    .set({ state: 'lapsed', ended_at: now() })
    .where(inList('order_line_id', lineIds))
    .where('state', '=', 'active')
    .returning('order_line_id')
    .execute();
  if (lapsed.length === 0) return [];
  const lapsedIds = lapsed.map((commitment) => commitment.order_line_id);
  await endExtensions(tx, now(), lapsedIds, 'commitment_over');
  return await readToldLines(tx, lapsedIds);
}

/** Lines in the form that a commitment's announcement needs. */
export async function readToldLines(tx: Tx, lineIds: readonly string[]): Promise<ToldLine[]> {
  return await tx
    .selectFrom('order_lines')
    .select(['id', 'total', 'customer_name', 'recipient_email'])
    .where(inList('id', lineIds))
    .orderBy('line_number')
    .execute();
}
