import { calendarDateAt } from '../../../shared/calendar-date.ts';
import type { Tx } from '../../database/db.ts';
import { insertRows } from '../../database/insert-rows.ts';
import type { Tables } from '../../database/tables.ts';
import { type LicenseEnd, type RenewedLine, renewalBy } from './renewed-period.ts';
import { type NewPeriod, writePeriods } from './write-periods.ts';

/**
 * Gives licences the days of paid lines, by the rule shown when ordering. One line renews once: its renewal's primary
 * key is the line. Two lines of one licence build on each other. A line that adds no day, as for a lapsed year, adds no
 * period.
 */
export async function renewLicenses(
  tx: Tx,
  now: number,
  lines: readonly RenewedLine[],
): Promise<Tables['license_renewals'][]> {
  const today = calendarDateAt(now);
  const ends = new Map<string, LicenseEnd>();
  const renewals: Tables['license_renewals'][] = [];
  const periods: NewPeriod[] = [];
  const inOrder = lines.toSorted((a, b) => a.first_fiscal_year - b.first_fiscal_year);
  for (const line of inOrder) {
    const end = ends.get(line.license_id) ?? line;
    const { newExpiry, days, after } = renewalBy(line, end, today);
    ends.set(line.license_id, after);
    renewals.push({
      order_line_id: line.id,
      license_id: line.license_id,
      old_expiry: end.expiry,
      new_expiry: newExpiry,
      renewed_at: now,
    });
    if (days === null) continue;
    periods.push({
      license_id: line.license_id,
      first_day: days.firstDay,
      last_day: days.lastDay,
      plan_id: line.plan_id,
      quantity: line.quantity,
      source: 'order_line',
      order_line_id: line.id,
    });
  }
  await insertRows(tx, 'license_renewals', renewals);
  await writePeriods(tx, now, { add: periods });
  return renewals;
}
