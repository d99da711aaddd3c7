import type { Actor } from '../../context/context.ts';
import type { Tx } from '../../database/db.ts';
import { DomainError } from '../../foundation/domain-error.ts';
import { DAY_MS } from '../../foundation/durations.ts';

/** Quotations that a firm may keep in a day: more than it sends to its customers in the busiest. */
const QUOTATIONS_A_DAY = 500;
const LINES_A_DAY = 50_000;

/**
 * Limits a firm's quotations in a day, because each is kept for months with all of its lines.
 *
 * @throws DomainError TOO_MANY_REQUESTS
 */
export async function checkQuota(tx: Tx, actor: Actor, lines: number, now: number): Promise<void> {
  const { count, sum } = await tx
    .selectFrom('quotations')
    .select((select) => [
      select.fn.countAll<number>().as('count'),
      select.fn.sum<number>('line_count').as('sum'),
    ])
    .where('portal_id', '=', actor.portalId)
    .where('firm_id', '=', actor.firmId)
    .where('created_at', '>', now - DAY_MS)
    .executeTakeFirstOrThrow();
  if (Number(count) < QUOTATIONS_A_DAY && Number(sum ?? 0) + lines <= LINES_A_DAY) return;
  throw new DomainError('TOO_MANY_REQUESTS', { retryAfter: 3_600 });
}
