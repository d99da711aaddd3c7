import { addDays, addYears, type CalendarDate, laterOf } from './calendar-date.ts';
import { type FiscalYearStart, fiscalYearOf, fiscalYearPeriod } from './fiscal-year.ts';

/** How a plan counts its term: by fiscal year, or by years from an anniversary. */
export type TermRule = 'fiscal_year' | 'anniversary';

export const TERM_RULES: readonly TermRule[] = ['fiscal_year', 'anniversary'];

export interface LicenseTerm {
  termRule: TermRule;
  /** The first fiscal year being renewed; an anniversary term does not depend on it. */
  firstFiscalYear: number;
  years: number;
  fiscalYearStart: FiscalYearStart;
}

/**
 * The expiry that a renewal gives. By fiscal year: the last day of the last year, never earlier than
 * the present expiry. By anniversary: years added to the later of today and the present expiry.
 */
export function renewedExpiry(
  term: LicenseTerm,
  presentExpiry: CalendarDate,
  today: CalendarDate,
): CalendarDate {
  if (term.termRule === 'anniversary') return addYears(laterOf(today, presentExpiry), term.years);
  const lastFiscalYear = term.firstFiscalYear + term.years - 1;
  return laterOf(fiscalYearPeriod(lastFiscalYear, term.fiscalYearStart).last, presentExpiry);
}

/** The first fiscal year that a renewal made today is for: that of the first day not yet covered. */
export function nextFiscalYear(
  presentExpiry: CalendarDate,
  today: CalendarDate,
  start: FiscalYearStart,
): number {
  return Math.max(fiscalYearOf(addDays(presentExpiry, 1), start), fiscalYearOf(today, start));
}

/**
 * The last expiry that can be renewed: what is in force for longer, often as 9999-12-31, is so for ever. Later
 * terms would leave the years that this product, and dates of four digits, can name.
 */
export const LAST_RENEWABLE: CalendarDate = '2190-12-31';

/** How far ahead of {@link nextFiscalYear} a term may start. */
export const FISCAL_YEARS_AHEAD = 2;

/**
 * The fiscal years that a renewal may start with. The first day not covered bounds it below (a lapsed
 * year may still be bought, up to two back: books of past years must be kept open), two years ahead above.
 */
export function fiscalYearChoices(
  presentExpiry: CalendarDate,
  today: CalendarDate,
  start: FiscalYearStart,
): number[] {
  const uncovered = fiscalYearOf(addDays(presentExpiry, 1), start);
  const next = Math.max(uncovered, fiscalYearOf(today, start));
  const first = Math.max(uncovered, next - 2);
  return Array.from({ length: next + FISCAL_YEARS_AHEAD - first + 1 }, (_, i) => first + i);
}
