import type { CalendarDate } from '../../../shared/calendar-date.ts';
import {
  firstOpenDay,
  gapDays,
  planChangeableFrom,
  type RenewalSituation,
  renewedExpiry,
} from '../../../shared/license-term.ts';
import type { RenewedLine } from './renew-licenses.ts';

/**
 * Of lines that are to be paid together, those that their licence does not allow any more: they would leave more
 * days uncovered than their plan gives away, or overwrite the plan of days that are paid for. When they were
 * ordered, they did not; the licence has moved since, or they are from before that was looked at.
 *
 * @param lines in the order in which they are to count on each other
 */
export function findUnrenewable(
  lines: readonly RenewedLine[],
  today: CalendarDate,
): ReadonlySet<string> {
  const licenses = new Map<string, { expiry: CalendarDate; planId: string }>();
  const unrenewable = new Set<string>();
  for (const line of lines) {
    const { expiry, planId } = licenses.get(line.license_id) ?? {
      expiry: line.expiry,
      planId: line.license_plan_id,
    };
    const situation: RenewalSituation = {
      presentExpiry: expiry,
      today,
      fiscalYearStart: line.fiscal_year_start,
      minimumGain: line.minimum_gain,
    };
    const changesTooEarly = line.plan_id !== planId && today < planChangeableFrom(situation);
    if (leavesGap(line, situation) || changesTooEarly) {
      unrenewable.add(line.id);
      continue;
    }
    const term = {
      termRule: line.term_rule,
      firstFiscalYear: line.first_fiscal_year,
      years: line.years,
      fiscalYearStart: line.fiscal_year_start,
      until: line.until,
    };
    const renewed = renewedExpiry(term, expiry, today);
    const isLonger = renewed > expiry;
    licenses.set(line.license_id, { expiry: renewed, planId: isLonger ? line.plan_id : planId });
  }
  return unrenewable;
}

/** A line that is charged by month or day gives its own days alone; one of whole years, those that it skips too. */
function leavesGap(line: RenewedLine, situation: RenewalSituation): boolean {
  if (line.term_rule === 'anniversary') return false;
  if (line.proration !== 'none' && line.first_day !== null) {
    return line.first_day > firstOpenDay(situation);
  }
  return gapDays(line.first_fiscal_year, situation) > line.minimum_gain;
}
