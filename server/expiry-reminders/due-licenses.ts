import { type RawBuilder, sql } from 'kysely';
import { addDays, type CalendarDate } from '../../shared/calendar-date.ts';
import { alsoHas } from '../database/also-has.ts';
import type { Reader } from '../database/db.ts';
import { inList } from '../database/in-list.ts';
import type { Firm } from '../foundation/firm.ts';
import { lastExpiryToRemind, THRESHOLDS } from './thresholds.ts';

/** The position of a walk over a firm's ending licences. */
export interface EndingFrom {
  last_day: CalendarDate;
  license_id: string;
}

/**
 * The firm's next licences with days that end soon, by their last day: an index of only these has them in this order.
 * Some have other days after a gap.
 */
export async function readEnding(
  reader: Reader,
  { portalId, firmId }: Firm,
  today: CalendarDate,
  from: EndingFrom | null,
  limit: number,
): Promise<EndingFrom[]> {
  const { last_day: day, license_id: id } = from ?? { last_day: today, license_id: '' };
  return await reader
    .selectFrom('license_periods')
    .select(['last_day', 'license_id'])
    .where('portal_id', '=', portalId)
    .where('firm_id', '=', firmId)
    // Worded exactly as the partial index.
    .where(sql<boolean>`ended_at is null and source <> 'commitment' and last_day = chain_last_day`)
    .where(sql<boolean>`(last_day, license_id) > (${day}, ${id})`)
    .where('last_day', '<=', lastExpiryToRemind(today))
    .orderBy('last_day')
    .orderBy('license_id')
    .limit(limit)
    .execute();
}

/**
 * The licences among these that end soon and whose renewal nobody has ordered: by the last paid day, whatever was
 * promised.
 */
export function selectExpiring(reader: Reader, today: CalendarDate, ids: readonly string[]) {
  return (
    reader
      .selectFrom('licenses')
      .innerJoin('license_periods as last', 'last.license_id', 'licenses.id')
      .where(inList('licenses.id', ids))
      .where('last.ended_at', 'is', null)
      .where('last.source', '<>', 'commitment')
      .where('last.last_day', '>=', today)
      .where('last.last_day', '<=', lastExpiryToRemind(today))
      // A licence paid or declared beyond that day.
      .where((where) =>
        where.not(
          where.exists(
            where
              .selectFrom('license_periods as later')
              .select('later.id')
              .whereRef('later.license_id', '=', 'licenses.id')
              .where('later.ended_at', 'is', null)
              .where('later.source', '<>', 'commitment')
              .whereRef('later.first_day', '>', 'last.first_day'),
          ),
        ),
      )
      .where((where) =>
        where.not(
          where.exists(
            where
              .selectFrom('order_lines')
              .select('order_lines.id')
              .whereRef('order_lines.license_id', '=', 'licenses.id')
              // Worded as the partial index: a transaction plans it for any value.
              .where('order_lines.state', '=', sql.lit('awaiting_payment')),
          ),
        ),
      )
  );
}

/** The licences among these of which their firm is to be reminded today. */
export async function readToRemind(
  reader: Reader,
  { portalId, firmId }: Firm,
  today: CalendarDate,
  ids: readonly string[],
) {
  return await selectExpiring(reader, today, ids)
    .where(alsoHas('licenses.portal_id', portalId))
    .where(alsoHas('licenses.firm_id', firmId))
    // Once at each threshold; after a clock was set back, never at a threshold farther than one already reminded of.
    .where((where) =>
      where.not(
        where.exists(
          where
            .selectFrom('expiry_reminders as told')
            .select('told.threshold')
            .whereRef('told.license_id', '=', 'licenses.id')
            .whereRef('told.expiry', '=', 'last.last_day')
            .where('told.threshold', '<=', thresholdOf('last.last_day', today)),
        ),
      ),
    )
    .select(['licenses.id', 'licenses.customer_id', 'last.last_day as expiry'])
    .orderBy('last.last_day')
    .orderBy('licenses.id')
    .execute();
}

export type LicenseToRemind = Awaited<ReturnType<typeof readToRemind>>[number];

/** Like {@link thresholdFor}, for a column. */
function thresholdOf(column: string, today: CalendarDate): RawBuilder<number> {
  const cases = THRESHOLDS.toReversed().map(
    (days) => sql`when ${sql.ref(column)} <= ${addDays(today, days)} then ${sql.lit(days)}`,
  );
  return sql<number>`case ${sql.join(cases, sql` `)} end`;
}
