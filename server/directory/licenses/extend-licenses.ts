import { sql } from 'kysely';
import {
  addDays,
  type CalendarDate,
  calendarDateAt,
  laterOf,
} from '../../../shared/calendar-date.ts';
import type { Tx } from '../../database/db.ts';
import { inList } from '../../database/in-list.ts';
import { prepared } from '../../database/prepared.ts';
import type { PeriodEndReason } from '../../database/tables.ts';
import { type NewPeriod, writePeriods } from './write-periods.ts';

/** A line with a commitment to pay. */
export interface CommittedLine {
  id: string;
  licenseId: string;
  planId: string;
  quantity: number;
  /** The licence's paid expiry. */
  expiry: CalendarDate;
  /** The day on which the licence goes on after a gap; null: there is none. */
  laterFirstDay: CalendarDate | null;
}

/** Extends licences temporarily, until a date; those that are paid for longer are left as they are. */
export async function extendLicenses(
  tx: Tx,
  now: number,
  lines: readonly CommittedLine[],
  until: CalendarDate,
): Promise<void> {
  const today = calendarDateAt(now);
  const periods = lines.map((line): NewPeriod => {
    const before = line.laterFirstDay === null ? until : addDays(line.laterFirstDay, -1);
    return {
      license_id: line.licenseId,
      first_day: laterOf(addDays(line.expiry, 1), today),
      last_day: before < until ? before : until,
      plan_id: line.planId,
      quantity: line.quantity,
      source: 'commitment',
      order_line_id: line.id,
    };
  });
  const add = periods.filter((period) => period.first_day <= period.last_day);
  await writePeriods(tx, now, { add });
}

const readExtensions = prepared((tx, { lineIds }: { lineIds: readonly string[] }) =>
  tx
    .selectFrom('license_periods')
    .select(['id', 'license_id'])
    // A literal: with a parameter, the index of these periods does not apply.
    .where('source', '=', sql.lit('commitment'))
    .where('ended_at', 'is', null)
    .where(inList('order_line_id', lineIds)),
);

/** Ends the temporary extensions of these lines' commitments. */
export async function endExtensions(
  tx: Tx,
  now: number,
  lineIds: readonly string[],
  reason: Extract<PeriodEndReason, 'paid' | 'commitment_over'>,
): Promise<void> {
  const periods = await readExtensions(tx, { lineIds });
  await writePeriods(tx, now, { end: periods.map((period) => ({ ...period, reason })) });
}
