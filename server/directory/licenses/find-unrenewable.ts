import type { CalendarDate } from '../../../shared/calendar-date.ts';
import {
  firstOpenDay,
  gapDays,
  planChangeableFrom,
  type RenewalSituation,
} from '../../../shared/license-term.ts';
import { type LicenseEnd, type Renewal, type RenewedLine, renewalBy } from './renewed-period.ts';

/**
 * Of lines to be paid together, those that their licence no longer allows: they would leave more days uncovered than
 * their plan gives away, change the plan of paid days, or give days that the licence has already. When they were
 * ordered, they did not; the licence has changed since, or they are from before this check.
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
    const changesTooEarly =
      line.plan_id !== end.last_plan_id && today < planChangeableFrom(situation);
    const renewal = renewalBy(line, end, today);
    if (leavesGap(line, situation) || changesTooEarly || runsInto(renewal, end)) {
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

/** A line charged by month or day gives its own days alone; one of whole years, the skipped ones too. */
function leavesGap(line: RenewedLine, situation: RenewalSituation): boolean {
  if (line.term_rule === 'anniversary' || line.allows_gap === 1) return false;
  if (line.proration !== 'none' && line.first_day !== null) {
    return line.first_day > firstOpenDay(situation);
  }
  return gapDays(line.first_fiscal_year, situation) > line.minimum_gain;
}
