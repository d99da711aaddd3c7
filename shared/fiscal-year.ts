import { addDays, type CalendarDate, calendarDate, partsOf } from './calendar-date.ts';

/**
 * The month a fiscal year starts in: the first of a quarter
 * (Law on Accounting 88/2015/QH13, article 12: a year of 12 months from the first day of a quarter).
 */
export type FiscalYearStart = 1 | 4 | 7 | 10;

/** Every month in which a fiscal year may start. */
export const FISCAL_YEAR_STARTS: readonly FiscalYearStart[] = [1, 4, 7, 10];

/** The fiscal year a date falls in, named by the calendar year in which it starts. */
export function fiscalYearOf(date: CalendarDate, start: FiscalYearStart): number {
  const { year, month } = partsOf(date);
  return month >= start ? year : year - 1;
}

/** First and last day of a fiscal year. */
export function fiscalYearPeriod(
  fiscalYear: number,
  start: FiscalYearStart,
): { first: CalendarDate; last: CalendarDate } {
  return {
    first: calendarDate(fiscalYear, start, 1),
    last: addDays(calendarDate(fiscalYear + 1, start, 1), -1),
  };
}

/** "2026", or "2026–2027" for several years. */
export function formatFiscalYears(firstFiscalYear: number, years: number): string {
  return years === 1
    ? String(firstFiscalYear)
    : `${firstFiscalYear}–${firstFiscalYear + years - 1}`;
}
