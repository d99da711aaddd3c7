import { addDays, type CalendarDate, laterOf } from '../../../shared/calendar-date.ts';
import { fiscalYearPeriod } from '../../../shared/fiscal-year.ts';
import { firstOpenDay, renewedExpiry } from '../../../shared/license-term.ts';
import type { Tables } from '../../database/tables.ts';

/** A paid line, with its licence's standing. */
export type RenewedLine = Pick<
  Tables['order_lines'],
  | 'id'
  | 'license_id'
  | 'plan_id'
  | 'quantity'
  | 'term_rule'
  | 'first_fiscal_year'
  | 'years'
  | 'fiscal_year_start'
  | 'minimum_gain'
  | 'first_day'
  | 'proration'
  | 'until'
  | 'allows_gap'
> &
  LicenseEnd;

/** The end of a licence's unbroken chain of days, on which a renewal builds. */
export interface LicenseEnd {
  expiry: CalendarDate;
  /** The day on which it goes on after a gap; null: there is none. */
  later_first_day: CalendarDate | null;
}

export interface Renewal {
  newExpiry: CalendarDate;
  /** The days that the line adds; null: none, as for a lapsed year. */
  days: { firstDay: CalendarDate; lastDay: CalendarDate } | null;
  /** The licence's end afterwards, for other lines paid with it. */
  after: LicenseEnd;
}

/** The days of a line paid on a day, by the rule shown when ordering. */
export function renewalBy(line: RenewedLine, end: LicenseEnd, today: CalendarDate): Renewal {
  const { expiry } = end;
  const term = {
    termRule: line.term_rule,
    firstFiscalYear: line.first_fiscal_year,
    years: line.years,
    fiscalYearStart: line.fiscal_year_start,
    until: line.until,
  };
  const newExpiry = renewedExpiry(term, expiry, today);
  if (newExpiry <= expiry) return { newExpiry, days: null, after: end };
  const firstDay = firstDayOf(line, expiry, today);
  const leavesGap = firstDay > firstOpenDay({ presentExpiry: expiry, today });
  const after = leavesGap
    ? { ...end, later_first_day: earlierOf(firstDay, end.later_first_day) }
    : { ...end, expiry: newExpiry };
  return { newExpiry, days: { firstDay, lastDay: newExpiry }, after };
}

/** Unpaid days before the ordered ones are given, too, unless the line was ordered with a gap. */
function firstDayOf(line: RenewedLine, expiry: CalendarDate, today: CalendarDate): CalendarDate {
  const open = firstOpenDay({ presentExpiry: expiry, today });
  if (line.term_rule === 'anniversary') return open;
  const { first } = fiscalYearPeriod(line.first_fiscal_year, line.fiscal_year_start);
  const firstDay = laterOf(line.first_day ?? first, addDays(expiry, 1));
  return firstDay > open && line.allows_gap === 0 ? open : firstDay;
}

function earlierOf(a: CalendarDate, b: CalendarDate | null): CalendarDate {
  return b !== null && b < a ? b : a;
}
