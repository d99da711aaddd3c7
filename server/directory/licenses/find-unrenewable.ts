import type { CalendarDate } from '../../../shared/calendar-date.ts';
import { fiscalYearPeriod } from '../../../shared/fiscal-year.ts';
import { firstOpenDay, gapDays, type RenewalSituation } from '../../../shared/license-term.ts';
import { type LicenseEnd, type Renewal, type RenewedLine, renewalBy } from './renewed-period.ts';

/**
 * The lines among those to be paid together that their licence no longer allows: they would leave more days uncovered
 * than their plan gives away, or would give only days that the licence has already, or some after a gap. The licence
 * has changed since they were ordered, or they are from before this check.
 *
 * @param lines in the order in which they build on each other
 */
export function findUnrenewable(
  lines: readonly RenewedLine[],
  today: CalendarDate,
): ReadonlySet<string> {
  const ends = new Map<string, LicenseEnd>();
  const unrenewable = new Set<string>();
  for (const line of lines) {
    const end = ends.get(line.license_id) ?? line;
    const situation: RenewalSituation = {
      presentExpiry: end.expiry,
      today,
      fiscalYearStart: line.fiscal_year_start,
      minimumGain: line.minimum_gain,
    };
    const renewal = renewalBy(line, end, today);
    if (
      leavesGap(line, situation) ||
      runsInto(renewal, end) ||
      givesNothing(line, renewal, today)
    ) {
      unrenewable.add(line.id);
      continue;
    }
    ends.set(line.license_id, renewal.after);
  }
  return unrenewable;
}

/** Whether a renewal has days that the licence already has, after a gap. */
function runsInto({ days }: Renewal, end: LicenseEnd): boolean {
  return days !== null && end.later_first_day !== null && days.lastDay >= end.later_first_day;
}

/** Whether the licence already has all days of a line. Those of a lapsed year are bought for that year's books. */
function givesNothing(line: RenewedLine, { days }: Renewal, today: CalendarDate): boolean {
  if (days !== null) return false;
  const lastFiscalYear = line.first_fiscal_year + line.years - 1;
  return (line.until ?? fiscalYearPeriod(lastFiscalYear, line.fiscal_year_start).last) >= today;
}

/** A line charged by month or day gives its own days alone; one of whole years, the skipped ones too. */
function leavesGap(line: RenewedLine, situation: RenewalSituation): boolean {
  if (line.term_rule === 'anniversary' || line.allows_gap === 1) return false;
  if (line.proration !== 'none' && line.first_day !== null) {
    return line.first_day > firstOpenDay(situation);
  }
  return gapDays(line.first_fiscal_year, situation) > line.minimum_gain;
}
