import { addDays, calendarDateAt } from '../../../shared/calendar-date.ts';
import type { Context } from '../../context/context.ts';

/** Days that a quotation is kept after the last on which it could be ordered. */
const KEPT_DAYS = 180;

/** Rows of one round, so that the write lock is short. */
const BATCH = 200;

/** Deletes old, expired quotations that were never ordered; those of an order stay with it. */
export async function pruneQuotations(context: Context): Promise<void> {
  const last = addDays(calendarDateAt(context.now()), -KEPT_DAYS);
  await context.db
    .deleteFrom('quotations')
    .where('id', 'in', (old) =>
      old
        .selectFrom('quotations')
        .select('quotations.id')
        .where('valid_until', '<', last)
        .where((where) =>
          where.not(
            where.exists(
              where
                .selectFrom('orders')
                .select('orders.id')
                .whereRef('orders.quotation_id', '=', 'quotations.id'),
            ),
          ),
        )
        .limit(BATCH),
    )
    .execute();
}
