import { sql } from 'kysely';
import type { Job } from '../../announce/outbox/job.ts';
import { laneOf } from '../../announce/outbox/lanes.ts';
import type { Tx } from '../../database/db.ts';
import { inList } from '../../database/in-list.ts';
import { jsonText } from '../../database/json-text.ts';
import type { Tables } from '../../database/tables.ts';

/**
 * Takes back the refunds of a payment that turned out not to be due, with their mails that have not left.
 *
 * @returns null, and nothing is done, where some of the payment has paid a line, or a refund is under way or made
 */
export async function withdrawRefunds(
  tx: Tx,
  paymentId: string,
): Promise<Tables['refunds_due'][] | null> {
  const refunds = await tx
    .selectFrom('refunds_due')
    .selectAll()
    .where('payment_id', '=', paymentId)
    .execute();
  const ids = refunds.map(({ id }) => id);
  const allocation = await tx
    .selectFrom('allocations')
    .select('order_line_id')
    .where('payment_id', '=', paymentId)
    .executeTakeFirst();
  if (allocation || refunds.some(({ state }) => state !== 'due')) return null;
  await tx.deleteFrom('refunds_due').where(inList('id', ids)).execute();
  await dropJobs(tx, ['refund_due', 'refund_due_operations'], 'refundDueId', ids);
  return refunds;
}

/** Removes mails that have not left, about the rows with these ids. */
export async function dropJobs(
  tx: Tx,
  kinds: readonly Job['kind'][],
  name: 'refundDueId' | 'paymentId' | 'attemptId',
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return;
  await tx
    .deleteFrom('outbox')
    // Worded as the partial indexes: there are many mails that have left.
    .where((where) =>
      where.or([
        where.and([
          where('state', '=', sql.lit('pending')),
          where('lane', 'in', [...new Set(kinds.map(laneOf))]),
        ]),
        where('state', '=', sql.lit('dead')),
      ]),
    )
    .where('kind', 'in', [...kinds])
    .where(jsonText('payload', name), 'in', [...ids])
    .execute();
}
