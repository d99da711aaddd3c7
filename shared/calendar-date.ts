/** A calendar date in Asia/Ho_Chi_Minh as ISO text, `yyyy-MM-dd`; it compares as text. */
export type CalendarDate = string;

/** An instant, in milliseconds since 1970-01-01T00:00Z. */
export type EpochMs = number;

const DAY_MS = 86_400_000;

/** Vietnam has kept UTC+7 without summer time since 1975 (IANA Asia/Ho_Chi_Minh). */
const VIETNAM_OFFSET_MS = 7 * 3_600_000;

/** Whether the text is a day that exists, as `yyyy-MM-dd`; years 0001 to 9999. */
export function isCalendarDate(value: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(value) && fromUtc(toUtc(value)) === value;
}

/** The date on a wall calendar in Vietnam at an instant. */
export function calendarDateAt(instant: EpochMs): CalendarDate {
  return fromUtc(instant + VIETNAM_OFFSET_MS);
}

/** The date `days` later; a negative number goes back. */
export function addDays(date: CalendarDate, days: number): CalendarDate {
  return fromUtc(toUtc(date) + days * DAY_MS);
}

/** Days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: CalendarDate, to: CalendarDate): number {
  return Math.round((toUtc(to) - toUtc(from)) / DAY_MS);
}

/** The same day `years` later; 29 February becomes 28 February in a common year. */
export function addYears(date: CalendarDate, years: number): CalendarDate {
  const { year, month, day } = partsOf(date);
  const lastDay = new Date(Date.UTC(year + years, month, 0)).getUTCDate();
  return calendarDate(year + years, month, Math.min(day, lastDay));
}

/** `month` 1-12; day 0 is the last day of the month before, as in Date.UTC. */
export function calendarDate(year: number, month: number, day: number): CalendarDate {
  return fromUtc(Date.UTC(year, month - 1, day));
}

/** The later of two dates. */
export function laterOf(a: CalendarDate, b: CalendarDate): CalendarDate {
  return a > b ? a : b;
}

/** A date’s year, its month from 1 and its day of the month. */
export function partsOf(date: CalendarDate): { year: number; month: number; day: number } {
  return {
    year: Number(date.slice(0, 4)),
    month: Number(date.slice(5, 7)),
    day: Number(date.slice(8, 10)),
  };
}

/** `dd/MM/yyyy`, in both languages. */
export function formatDate(date: CalendarDate): string {
  return date.split('-').reverse().join('/');
}

/** A date as people write it: day, month and four-digit year, or ISO; null for anything else. */
export function parseDate(text: string): CalendarDate | null {
  const found = /^(\d{1,2})[/. -](\d{1,2})[/. -](\d{4})$/.exec(text.trim());
  const [, day = '', month = '', year = ''] = found ?? [];
  const date = found ? `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}` : text.trim();
  return isCalendarDate(date) ? date : null;
}

/** `dd/MM/yyyy HH:mm` in Vietnam. */
export function formatInstant(instant: EpochMs): string {
  const local = new Date(instant + VIETNAM_OFFSET_MS).toISOString();
  return `${formatDate(local.slice(0, 10))} ${local.slice(11, 16)}`;
}

/** `yyyyMMddHHmmss` in Vietnam, as Vietnamese gateways write instants. */
export function compactInstant(instant: EpochMs): string {
  return new Date(instant + VIETNAM_OFFSET_MS).toISOString().replace(/\D/g, '').slice(0, 14);
}

/** The instant of `yyyyMMddHHmmss` in Vietnam, as {@link compactInstant} writes it; null for anything else. */
export function compactToInstant(compact: string): EpochMs | null {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(compact);
  if (parts === null) return null;
  const [, year, month, day, hour, minute, second] = parts;
  return localInstant(`${year}-${month}-${day} ${hour}:${minute}:${second}`);
}

/**
 * The instant of `yyyy-MM-dd HH:mm:ss` (or with a `T`), in Vietnam time unless an offset follows it; a date alone is
 * its midnight. Null for anything else, such as 31 February.
 */
export function localInstant(local: string | null | undefined): EpochMs | null {
  const parts = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d)(:\d\d)?(?:\.\d+)?(Z|[+-]\d\d:?\d\d)?)?$/.exec(
    local ?? '',
  );
  if (parts === null) return null;
  const [, date = '', time = '00:00', seconds = ':00', offset = '+07:00'] = parts;
  if (!isCalendarDate(date)) return null;
  const instant = Date.parse(
    `${date}T${time}${seconds}${offset.replace(/^(.\d\d)(\d\d)$/, '$1:$2')}`,
  );
  return Number.isNaN(instant) ? null : instant;
}

/** The midnight in Vietnam with which an instant's day begins. */
export function startOfDay(instant: EpochMs): EpochMs {
  return localInstant(`${calendarDateAt(instant)} 00:00:00`) ?? instant;
}

function toUtc(date: CalendarDate): number {
  const { year, month, day } = partsOf(date);
  return Date.UTC(year, month - 1, day);
}

/** Days already written out, by their number since 1970: a large order needs the same few thousands of times. */
const writtenDays = new Map<number, CalendarDate>();

/** 27 years. */
const MOST_WRITTEN = 10_000;

function fromUtc(instant: number): CalendarDate {
  if (!Number.isFinite(instant)) return '';
  const day = Math.floor(instant / DAY_MS);
  const known = writtenDays.get(day);
  if (known !== undefined) return known;
  const written = new Date(instant).toISOString().slice(0, 10);
  if (writtenDays.size >= MOST_WRITTEN) writtenDays.clear();
  writtenDays.set(day, written);
  return written;
}
