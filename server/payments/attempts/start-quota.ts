import type { Tx } from '../../database/db.ts';
import { DomainError } from '../../foundation/domain-error.ts';
import { DAY_MS } from '../../foundation/durations.ts';

/** Daily limit of attempts: by one link, and by the accountants for one order, where two for each line are added. */
const OF_LINK = 100;
const OF_ORDER = 100;

/**
 * Each attempt is registered with a gateway, asked about and kept, so their number per day is limited.
 *
 * @throws DomainError TOO_MANY_REQUESTS
 */
export async function checkStarts(
  tx: Tx,
  payer: { linkId: string | null },
  orderId: string,
  now: number,
): Promise<void> {
  const { count } = await tx
    .selectFrom('payment_attempts')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('order_id', '=', orderId)
    .where('payment_link_id', payer.linkId === null ? 'is' : '=', payer.linkId)
    .where('created_at', '>', now - DAY_MS)
    .executeTakeFirstOrThrow();
  if (Number(count) < OF_LINK) return;
  const { line_count } = await tx
    .selectFrom('orders')
    .select('line_count')
    .where('id', '=', orderId)
    .executeTakeFirstOrThrow();
  if (payer.linkId === null && Number(count) < OF_ORDER + 2 * line_count) return;
  throw new DomainError('TOO_MANY_REQUESTS', { retryAfter: 3_600 });
}
