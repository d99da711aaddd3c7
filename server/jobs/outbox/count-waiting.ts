import { sql } from 'kysely';
import { LANE_NAMES, type LaneName } from '../../announce/outbox/lanes.ts';
import type { Context } from '../../context/context.ts';

/**
 * Number of jobs that should have left: they are due, or wait for another try. Mails that are to leave later, such as sums
 * of payments, are none of them.
 */
export async function countWaiting(
  { db, now }: Context,
  lanes: readonly LaneName[] = LANE_NAMES,
): Promise<number> {
  const { count } = await db
    .selectFrom('outbox')
    .select((select) => select.fn.countAll<number>().as('count'))
    // Literals: with a parameter, the partial index of waiting jobs does not apply.
    .where('state', '=', sql.lit('pending'))
    .where('lane', 'in', [...lanes])
    .where(({ or, eb }) =>
      // A try while mails are held does not count, but leaves its error.
      or([eb('run_at', '<=', now()), eb('tries', '>', 0), eb('last_error', 'is not', null)]),
    )
    .executeTakeFirstOrThrow();
  return Number(count);
}
