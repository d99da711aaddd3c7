import { addDays, addYears, type CalendarDate, daysBetween, laterOf } from './calendar-date.ts';
import { type FiscalYearStart, fiscalYearOf, fiscalYearPeriod } from './fiscal-year.ts';

/** How a plan counts its term: by fiscal year, or by years from an anniversary. */
export type TermRule = 'fiscal_year' | 'anniversary';

export const TERM_RULES: readonly TermRule[] = ['fiscal_year', 'anniversary'];

/** How a plan charges a fiscal year that a renewal covers in part: in full, by months begun, or by days. */
export type Proration = 'none' | 'month' | 'day';

export const PRORATIONS: readonly Proration[] = ['none', 'month', 'day'];

/** Whether fiscal years that have passed unpaid must be bought first, may be bought, or are not sold. */
export type LapsedRule = 'required' | 'optional' | 'skipped';

export const LAPSED_RULES: readonly LapsedRule[] = ['required', 'optional', 'skipped'];

/** What a plan says of terms; a plan that says nothing has the values in brackets. */
export interface PlanTerms {
  /**
   * In days. Without proration, a fiscal year that adds no more than these is not sold by default: the year after
   * it is, and the days in between are given away. As many days of paid time may be left when the plan is changed.
   */
  minimumGain: number;
  /** (`none`) */
  proration?: Proration;
  /** (`optional`) */
  lapsed?: LapsedRule;
  /** Whether a renewal may begin with a later year, the days before it not in force (false). */
  allowsGap?: boolean;
}

export interface LicenseTerm {
  termRule: TermRule;
  /** The first fiscal year being renewed; an anniversary term does not depend on it. */
  firstFiscalYear: number;
  years: number;
  fiscalYearStart: FiscalYearStart;
  /** The last day, where it is a day that the person has chosen and not the end of a fiscal year. */
  until?: CalendarDate | null | undefined;
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
  const last = term.until ?? fiscalYearPeriod(lastFiscalYear, term.fiscalYearStart).last;
  return laterOf(last, presentExpiry);
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

/** How many fiscal years after the default a renewal may begin with where the plan allows a gap. */
const GAP_YEARS = 2;

/** A licence, the day, and the plan that it is to be renewed with. */
export interface RenewalSituation extends FirstSituation {
  presentExpiry: CalendarDate;
}

/** As {@link RenewalSituation}, also of a licence that has no day yet. */
export interface FirstSituation extends PlanTerms {
  presentExpiry: CalendarDate | null;
  today: CalendarDate;
  fiscalYearStart: FiscalYearStart;
}

type LicenseAndDay = Pick<FirstSituation, 'presentExpiry' | 'today'>;

/** The first day that the licence does not have; today where it has none yet. */
export function firstUncoveredDay({ presentExpiry, today }: LicenseAndDay): CalendarDate {
  return presentExpiry === null ? today : addDays(presentExpiry, 1);
}

/** The first day that a renewal made today can add. */
export function firstOpenDay(situation: LicenseAndDay): CalendarDate {
  return laterOf(firstUncoveredDay(situation), situation.today);
}

/** The days from today on that a renewal adds; 0 when it ends before today. */
export function daysGained(
  presentExpiry: CalendarDate | null,
  newExpiry: CalendarDate,
  today: CalendarDate,
): number {
  return Math.max(0, daysBetween(firstOpenDay({ presentExpiry, today }), newExpiry) + 1);
}

type LicenseAndYear = LicenseAndDay & Pick<FirstSituation, 'fiscalYearStart'>;

/** The fiscal year of the first day that a renewal made today can add. */
export function nextFiscalYear(situation: LicenseAndYear): number {
  return fiscalYearOf(firstOpenDay(situation), situation.fiscalYearStart);
}

export interface DefaultFiscalYear {
  fiscalYear: number;
  /** The year before it, which would add only so many days; null: none was left out. */
  skipped: { fiscalYear: number; daysGained: number } | null;
}

/**
 * The first fiscal year that a renewal is for unless a person chooses: a lapsed one that the plan requires; else,
 * where it charges by month or day, that of the first open day; else the first that adds enough days.
 */
export function defaultFiscalYear(situation: FirstSituation): DefaultFiscalYear {
  const fiscalYear = nextFiscalYear(situation);
  const lapsed = requiredLapsedYear(situation);
  if (lapsed !== null) return { fiscalYear: lapsed, skipped: null };
  const gained = daysGainedBy(fiscalYear, situation);
  if (isProrated(situation) || gained > situation.minimumGain) return { fiscalYear, skipped: null };
  return { fiscalYear: fiscalYear + 1, skipped: { fiscalYear, daysGained: gained } };
}

export function isProrated({ proration = 'none' }: Pick<PlanTerms, 'proration'>): boolean {
  return proration !== 'none';
}

/** The earliest fiscal year with days that the licence does not have, of those that may still be bought. */
function earliestUncoveredYear(situation: LicenseAndYear): number {
  return Math.max(
    fiscalYearOf(firstUncoveredDay(situation), situation.fiscalYearStart),
    nextFiscalYear(situation) - LAPSED_YEARS,
  );
}

/** The lapsed fiscal year that has to be bought before others; null: the plan requires none, or none has lapsed. */
export function requiredLapsedYear(situation: FirstSituation): number | null {
  if (situation.lapsed !== 'required') return null;
  const earliest = earliestUncoveredYear(situation);
  return earliest < nextFiscalYear(situation) ? earliest : null;
}

/** The days that one fiscal year adds from today on. */
export function daysGainedBy(
  fiscalYear: number,
  { presentExpiry, today, fiscalYearStart }: FirstSituation,
): number {
  return daysGained(presentExpiry, fiscalYearPeriod(fiscalYear, fiscalYearStart).last, today);
}

/**
 * The fiscal years that a renewal may start with. The first day not covered bounds it below (a lapsed
 * year may still be bought, up to two back, unless the plan skips those), the default above: a later one would
 * leave days uncovered, and is offered only where the plan allows that. A lapsed year that the plan requires is
 * the only choice.
 */
export function fiscalYearChoices(situation: FirstSituation): number[] {
  const required = requiredLapsedYear(situation);
  if (required !== null) return [required];
  const first =
    situation.lapsed === 'skipped' ? nextFiscalYear(situation) : earliestUncoveredYear(situation);
  const last = defaultFiscalYear(situation).fiscalYear + (situation.allowsGap ? GAP_YEARS : 0);
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

/** Days from today on that stay uncovered before a first fiscal year; 0 when it begins in time. */
export function gapDays(firstFiscalYear: number, situation: LicenseAndYear): number {
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
