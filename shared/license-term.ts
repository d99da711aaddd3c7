import { addDays, addYears, type CalendarDate, daysBetween, laterOf } from './calendar-date.ts';
import { type FiscalYearStart, fiscalYearOf, fiscalYearPeriod } from './fiscal-year.ts';

/** A plan's way to count its term: by fiscal year, or by years from an anniversary. */
export type TermRule = 'fiscal_year' | 'anniversary';

/** A plan's charge for a partly covered fiscal year: in full, by months begun, or by days. */
export type Proration = 'none' | 'month' | 'day';

/** All values of {@link Proration}, for schemas. */
export const PRORATIONS: readonly Proration[] = ['none', 'month', 'day'];

/** Whether lapsed fiscal years must be bought first, may be bought, or are not sold. */
export type LapsedRule = 'required' | 'optional' | 'skipped';

/** All values of {@link LapsedRule}, for schemas. */
export const LAPSED_RULES: readonly LapsedRule[] = ['required', 'optional', 'skipped'];

/** A plan's rules for terms; the values in brackets are the defaults. */
export interface PlanTerms {
  /**
   * Days. Without proration, a fiscal year that adds no more than this is not the default: the year after it is, and
   * the days in between are free.
   */
  minimumGain: number;
  /** (`none`) */
  proration?: Proration;
  /** (`optional`) */
  lapsed?: LapsedRule;
  /** Whether a renewal may begin with a later year, leaving the days before it not in force (false). */
  allowsGap?: boolean;
}

/** The term of a renewal, by fiscal years or by an anniversary. */
export interface LicenseTerm {
  termRule: TermRule;
  /** The first fiscal year renewed; ignored by an anniversary term. */
  firstFiscalYear: number;
  years: number;
  fiscalYearStart: FiscalYearStart;
  /** The last day, where a person has chosen one rather than the end of a fiscal year. */
  until?: CalendarDate | null | undefined;
}

/**
 * The expiry after a renewal. By fiscal year: the last day of the last year, never before the present expiry. By
 * anniversary: years added to the later of today and the present expiry.
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
 * The latest expiry that can be renewed: a later one, often 9999-12-31, means for ever. Later terms would need years of
 * five digits.
 */
export const LAST_RENEWABLE: CalendarDate = '2190-12-31';

/** {@link RenewalSituation.minimumGain} of a plan that declares none. */
export const DEFAULT_MINIMUM_GAIN_DAYS = 31;

/** The most days that a plan may give away: more would be half a year for nothing. */
export const MAX_MINIMUM_GAIN_DAYS = 183;

/** A renewal that adds fewer days gets a warning. The shortest six months, January to June, have this many. */
export const SHORT_GAIN_DAYS = 181;

/** Whether a renewal adds less than six months. */
export function isShortGain(daysGained: number | null): boolean {
  return daysGained !== null && daysGained < SHORT_GAIN_DAYS;
}

/** Days before its expiry in which a licence is due: as long as a quarter, at whose ends fiscal years end. */
const DUE_DAYS = 92;

/** Whether a licence has expired, or does so soon enough to be renewed now. */
export function isDue(expiry: CalendarDate, today: CalendarDate): boolean {
  return expiry <= addDays(today, DUE_DAYS);
}

/** Number of lapsed fiscal years before the present one that may still be bought: their books must be kept open. */
const LAPSED_YEARS = 2;

/** Number of fiscal years after the default with which a renewal may begin, where the plan allows a gap. */
const GAP_YEARS = 2;

/** A licence, the day, and the plan to renew it with. */
export interface RenewalSituation extends FirstSituation {
  presentExpiry: CalendarDate;
}

/** Like {@link RenewalSituation}, for a licence that may not have begun. */
export interface FirstSituation extends PlanTerms {
  presentExpiry: CalendarDate | null;
  today: CalendarDate;
  fiscalYearStart: FiscalYearStart;
}

type LicenseAndDay = Pick<FirstSituation, 'presentExpiry' | 'today'>;

/** The first uncovered day; today for a licence that has not begun. */
export function firstUncoveredDay({ presentExpiry, today }: LicenseAndDay): CalendarDate {
  return presentExpiry === null ? today : addDays(presentExpiry, 1);
}

/** The first day that a renewal made today can add. */
export function firstOpenDay(situation: LicenseAndDay): CalendarDate {
  return laterOf(firstUncoveredDay(situation), situation.today);
}

/** Days from today on that a renewal adds; 0 when it ends before today. */
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

/** The fiscal year with which a renewal begins unless a person chooses another. */
export interface DefaultFiscalYear {
  fiscalYear: number;
  /** The skipped year before it, with the few days it would add; null when none was skipped. */
  skipped: { fiscalYear: number; daysGained: number } | null;
}

/**
 * The default first fiscal year: a lapsed one that the plan requires; else, with proration, that of the first open day;
 * else the first that adds enough days.
 */
export function defaultFiscalYear(situation: FirstSituation): DefaultFiscalYear {
  const fiscalYear = nextFiscalYear(situation);
  const lapsed = requiredLapsedYear(situation);
  if (lapsed !== null) return { fiscalYear: lapsed, skipped: null };
  const gained = daysGainedBy(fiscalYear, situation);
  if (isProrated(situation) || gained > situation.minimumGain) return { fiscalYear, skipped: null };
  return { fiscalYear: fiscalYear + 1, skipped: { fiscalYear, daysGained: gained } };
}

/** Whether the plan charges a partly covered fiscal year in part; only such plans take a common end date. */
export function isProrated({ proration = 'none' }: Pick<PlanTerms, 'proration'>): boolean {
  return proration !== 'none';
}

/** The earliest uncovered fiscal year that may still be bought. */
function earliestUncoveredYear(situation: LicenseAndYear): number {
  return Math.max(
    fiscalYearOf(firstUncoveredDay(situation), situation.fiscalYearStart),
    nextFiscalYear(situation) - LAPSED_YEARS,
  );
}

/** The lapsed fiscal year that must be bought first; null when the plan requires none or none has lapsed. */
export function requiredLapsedYear(situation: FirstSituation): number | null {
  if (situation.lapsed !== 'required') return null;
  const earliest = earliestUncoveredYear(situation);
  return earliest < nextFiscalYear(situation) ? earliest : null;
}

/** Days from today on that one fiscal year adds. */
export function daysGainedBy(
  fiscalYear: number,
  { presentExpiry, today, fiscalYearStart }: FirstSituation,
): number {
  return daysGained(presentExpiry, fiscalYearPeriod(fiscalYear, fiscalYearStart).last, today);
}

/**
 * The fiscal years that a renewal may start with. The earliest is that of the first uncovered day (lapsed years too, up
 * to two back, unless the plan skips those). The latest is the default: a later one would leave days uncovered, and is
 * offered only where the plan allows a gap. A lapsed year that the plan requires is the only choice.
 */
export function fiscalYearChoices(situation: FirstSituation): number[] {
  const required = requiredLapsedYear(situation);
  if (required !== null) return [required];
  const first =
    situation.lapsed === 'skipped' ? nextFiscalYear(situation) : earliestUncoveredYear(situation);
  const last = defaultFiscalYear(situation).fiscalYear + (situation.allowsGap ? GAP_YEARS : 0);
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

/** Days from today on that stay uncovered before a first fiscal year; 0 when there is no gap. */
export function gapDays(firstFiscalYear: number, situation: LicenseAndYear): number {
  const { first } = fiscalYearPeriod(firstFiscalYear, situation.fiscalYearStart);
  return Math.max(0, daysBetween(firstOpenDay(situation), first));
}
