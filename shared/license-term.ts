import { addDays, addYears, type CalendarDate, daysBetween, laterOf } from './calendar-date.ts';
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

/**
 * The last expiry that can be renewed: what is in force for longer, often as 9999-12-31, is so for ever. Later
 * terms would leave the years that this product, and dates of four digits, can name.
 */
export const LAST_RENEWABLE: CalendarDate = '2190-12-31';

/** {@link RenewalSituation.minimumGain} of a plan that declares none. */
export const DEFAULT_MINIMUM_GAIN_DAYS = 31;

/** A plan gives at most so many days away: more would be half a year for nothing. */
export const MAX_MINIMUM_GAIN_DAYS = 183;

/** A renewal that adds fewer days is pointed out. The shortest six months, January to June, have so many. */
export const SHORT_GAIN_DAYS = 181;

/** How many lapsed fiscal years, before that of today, may still be bought: their books must be kept open. */
const LAPSED_YEARS = 2;

/** A licence, the day, and the plan that it is to be renewed with. */
export interface RenewalSituation {
  presentExpiry: CalendarDate;
  today: CalendarDate;
  fiscalYearStart: FiscalYearStart;
  /**
   * Of the plan, in days. A fiscal year that adds no more than these is not sold by default: the year after it
   * is, and the days in between are given away. As many days of paid time may be left when the plan is changed.
   */
  minimumGain: number;
}

/** The first day that a renewal made today can add. */
function firstOpenDay({ presentExpiry, today }: Pick<RenewalSituation, 'presentExpiry' | 'today'>) {
  return laterOf(addDays(presentExpiry, 1), today);
}

/** The days from today on that a renewal adds; 0 when it ends before today. */
export function daysGained(
  presentExpiry: CalendarDate,
  newExpiry: CalendarDate,
  today: CalendarDate,
): number {
  return Math.max(0, daysBetween(firstOpenDay({ presentExpiry, today }), newExpiry) + 1);
}

/** The fiscal year of the first day that a renewal made today can add. */
export function nextFiscalYear(situation: Omit<RenewalSituation, 'minimumGain'>): number {
  return fiscalYearOf(firstOpenDay(situation), situation.fiscalYearStart);
}

export interface DefaultFiscalYear {
  fiscalYear: number;
  /** The year before it, which would add only so many days; null: none was left out. */
  skipped: { fiscalYear: number; daysGained: number } | null;
}

/** The first fiscal year that a renewal is for unless a person chooses: the first that adds enough days. */
export function defaultFiscalYear(situation: RenewalSituation): DefaultFiscalYear {
  const fiscalYear = nextFiscalYear(situation);
  const gained = daysGainedBy(fiscalYear, situation);
  if (gained > situation.minimumGain) return { fiscalYear, skipped: null };
  return { fiscalYear: fiscalYear + 1, skipped: { fiscalYear, daysGained: gained } };
}

/** The days that one fiscal year adds from today on. */
export function daysGainedBy(
  fiscalYear: number,
  { presentExpiry, today, fiscalYearStart }: RenewalSituation,
): number {
  return daysGained(presentExpiry, fiscalYearPeriod(fiscalYear, fiscalYearStart).last, today);
}

/**
 * The fiscal years that a renewal may start with. The first day not covered bounds it below (a lapsed
 * year may still be bought, up to two back), the default above: a later one would leave days uncovered.
 */
export function fiscalYearChoices(situation: RenewalSituation): number[] {
  const first = Math.max(
    fiscalYearOf(addDays(situation.presentExpiry, 1), situation.fiscalYearStart),
    nextFiscalYear(situation) - LAPSED_YEARS,
  );
  const last = defaultFiscalYear(situation).fiscalYear;
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

/** Days from today on that stay uncovered before a first fiscal year; 0 when it begins in time. */
export function gapDays(
  firstFiscalYear: number,
  situation: Omit<RenewalSituation, 'minimumGain'>,
): number {
  const { first } = fiscalYearPeriod(firstFiscalYear, situation.fiscalYearStart);
  return Math.max(0, daysBetween(firstOpenDay(situation), first));
}

/**
 * The first day on which a licence may get another plan: when no more paid time is left under the present one
 * than the new plan's minimum gain.
 */
export function planChangeableFrom({
  presentExpiry,
  minimumGain,
}: Pick<RenewalSituation, 'presentExpiry' | 'minimumGain'>): CalendarDate {
  return addDays(presentExpiry, -minimumGain);
}
