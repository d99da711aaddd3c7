import {
  addDays,
  addYears,
  type CalendarDate,
  daysBetween,
  laterOf,
  partsOf,
} from './calendar-date.ts';
import { type FiscalYearStart, fiscalYearOf, fiscalYearPeriod } from './fiscal-year.ts';
import {
  defaultFiscalYear,
  type FirstSituation,
  firstOpenDay,
  firstUncoveredDay,
  isProrated,
  nextFiscalYear,
  type Proration,
  type TermRule,
} from './license-term.ts';

/** A person's choice of term; `until`, where given, determines how many years it touches. */
export interface TermChoice {
  termRule: TermRule;
  firstFiscalYear: number;
  years: number;
  /** One end date for several lines, inside a fiscal year or at its end. */
  until?: CalendarDate | null | undefined;
}

/** The part of a fiscal year charged: 9 of 12 months, or 275 of 365 days. */
export interface ChargedPart {
  unit: 'month' | 'day';
  count: number;
  of: number;
}

/** A term's share of one fiscal year. */
export interface TermPart {
  fiscalYear: number;
  from: CalendarDate;
  until: CalendarDate;
  /** Null: charged in full. */
  charged: ChargedPart | null;
}

/** The days of a term, by fiscal year. */
export interface RenewedTerm {
  firstDay: CalendarDate;
  lastDay: CalendarDate;
  /** The first fiscal year; for an anniversary term, the one of its first day. */
  firstFiscalYear: number;
  /** Number of fiscal or anniversary years that it touches. */
  years: number;
  parts: TermPart[];
  /** From today on. */
  daysGained: number;
  gap: Gap | null;
}

/** The unpaid days before a term, on which the licence is not in force; null when there are none. */
export interface Gap {
  from: CalendarDate;
  until: CalendarDate;
}

/** The gap before a term that is bought on a day, without days that had lapsed by then. */
export function gapBefore(
  firstDay: CalendarDate,
  situation: Pick<FirstSituation, 'presentExpiry' | 'today'>,
): Gap | null {
  const from = firstOpenDay(situation);
  return firstDay > from ? { from, until: addDays(firstDay, -1) } : null;
}

/** The term for a choice that the plan allows. */
export function renewedTerm(situation: FirstSituation, choice: TermChoice): RenewedTerm {
  if (choice.termRule === 'anniversary') return anniversaryTerm(situation, choice.years);
  const { fiscalYearStart, proration = 'none', today } = situation;
  const { firstFiscalYear } = choice;
  const firstDay = firstDayOf(situation, firstFiscalYear);
  const years = choice.until
    ? fiscalYearOf(choice.until, fiscalYearStart) - firstFiscalYear + 1
    : choice.years;
  const lastDay =
    choice.until ?? fiscalYearPeriod(firstFiscalYear + years - 1, fiscalYearStart).last;
  return {
    firstDay,
    lastDay,
    firstFiscalYear,
    years,
    parts: termParts({ firstFiscalYear, firstDay, lastDay, fiscalYearStart, proration }),
    daysGained: daysFrom(laterOf(firstDay, today), lastDay),
    gap: gapBefore(firstDay, situation),
  };
}

/**
 * The first uncovered day of a term's first fiscal year.
 *
 * - A year after that of the first open day begins on its own first day, or on the open day where the default
 *   skipped only a few days before it.
 * - In the year of the first open day, a plan that charges by month or day charges no day that has passed, unless
 *   it requires lapsed time to be bought.
 */
export function firstDayOf(situation: FirstSituation, firstFiscalYear: number): CalendarDate {
  const open = firstOpenDay(situation);
  const year = nextFiscalYear(situation);
  const { first } = fiscalYearPeriod(firstFiscalYear, situation.fiscalYearStart);
  if (firstFiscalYear > year) {
    const { fiscalYear, skipped } = defaultFiscalYear(situation);
    return skipped && fiscalYear === firstFiscalYear ? open : first;
  }
  const fromToday = isProrated(situation) && situation.lapsed !== 'required';
  if (firstFiscalYear === year && fromToday) return open;
  return laterOf(first, firstUncoveredDay(situation));
}

function anniversaryTerm(situation: FirstSituation, years: number): RenewedTerm {
  const { presentExpiry, today, fiscalYearStart } = situation;
  const firstDay = firstOpenDay(situation);
  const base = presentExpiry === null ? today : laterOf(today, presentExpiry);
  const firstFiscalYear = fiscalYearOf(firstDay, fiscalYearStart);
  const parts = Array.from({ length: years }, (_, i): TermPart => {
    const from = i === 0 ? firstDay : addDays(addYears(base, i), 1);
    return {
      fiscalYear: firstFiscalYear + i,
      from,
      until: addYears(base, i + 1),
      charged: null,
    };
  });
  const lastDay = addYears(base, years);
  return {
    firstDay,
    lastDay,
    firstFiscalYear,
    years,
    parts,
    daysGained: daysFrom(firstDay, lastDay),
    gap: null,
  };
}

/**
 * A term by fiscal year. With proration, each year is charged for the part that the term covers; a month with one
 * covered day counts whole, so that twelve of them are the year.
 */
export function termParts(term: {
  firstFiscalYear: number;
  firstDay: CalendarDate;
  lastDay: CalendarDate;
  fiscalYearStart: FiscalYearStart;
  proration: Proration;
}): TermPart[] {
  const { firstFiscalYear, firstDay, lastDay, fiscalYearStart, proration } = term;
  const lastFiscalYear = fiscalYearOf(lastDay, fiscalYearStart);
  return Array.from({ length: lastFiscalYear - firstFiscalYear + 1 }, (_, i) => {
    const fiscalYear = firstFiscalYear + i;
    const { first, last } = fiscalYearPeriod(fiscalYear, fiscalYearStart);
    // The few days that the default skips belong to the year sold.
    const from = i === 0 ? firstDay : first;
    const until = last < lastDay ? last : lastDay;
    return { fiscalYear, from, until, charged: chargedPart(proration, from, until, first, last) };
  });
}

function chargedPart(
  proration: Proration,
  from: CalendarDate,
  until: CalendarDate,
  first: CalendarDate,
  last: CalendarDate,
): ChargedPart | null {
  if (proration === 'none') return null;
  const [count, of] =
    proration === 'month'
      ? [monthsTouched(from, until), 12]
      : [daysFrom(from, until), daysFrom(first, last)];
  return count < of ? { unit: proration, count, of } : null;
}

/** Calendar months with at least one day between two dates, both included. */
function monthsTouched(from: CalendarDate, until: CalendarDate): number {
  const [a, b] = [partsOf(from), partsOf(until)];
  return (b.year - a.year) * 12 + b.month - a.month + 1;
}

function daysFrom(first: CalendarDate, last: CalendarDate): number {
  return Math.max(0, daysBetween(first, last) + 1);
}

/** The bounds of a chosen end date: it adds a day from today on, and no more than the most years. */
export function untilRange(
  situation: FirstSituation,
  firstFiscalYear: number,
  maxYears: number,
): { from: CalendarDate; until: CalendarDate } {
  const firstDay = firstDayOf(situation, firstFiscalYear);
  const lastFiscalYear = firstFiscalYear + maxYears - 1;
  return {
    from: laterOf(firstDay, situation.today),
    until: fiscalYearPeriod(lastFiscalYear, situation.fiscalYearStart).last,
  };
}
