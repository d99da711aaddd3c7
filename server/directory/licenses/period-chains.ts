import { addDays, type CalendarDate } from '../../../shared/calendar-date.ts';

/** The days of a period. */
export interface Days {
  first_day: CalendarDate;
  last_day: CalendarDate;
}

/**
 * The last day of the unbroken chain of each period: the next one begins on the day after it.
 *
 * @param periods of one licence, without common days
 */
export function chainsOf<Period extends Days>(
  periods: readonly Period[],
): Map<Period, CalendarDate> {
  const latestFirst = periods.toSorted((a, b) => (a.first_day < b.first_day ? 1 : -1));
  const chains = new Map<Period, CalendarDate>();
  let after: Period | undefined;
  for (const period of latestFirst) {
    const isFollowed = after !== undefined && addDays(period.last_day, 1) === after.first_day;
    const chain = isFollowed && after ? chains.get(after) : undefined;
    chains.set(period, chain ?? period.last_day);
    after = period;
  }
  return chains;
}

/** The uncovered days between two dates, as few stretches as there are. */
export function freeDays(
  from: CalendarDate,
  until: CalendarDate,
  periods: readonly Days[],
): Days[] {
  const free: Days[] = [];
  let next = from;
  for (const period of periods.toSorted((a, b) => (a.first_day < b.first_day ? -1 : 1))) {
    if (period.last_day < next || period.first_day > until) continue;
    if (next < period.first_day) {
      free.push({ first_day: next, last_day: addDays(period.first_day, -1) });
    }
    next = addDays(period.last_day, 1);
  }
  return next <= until ? [...free, { first_day: next, last_day: until }] : free;
}
