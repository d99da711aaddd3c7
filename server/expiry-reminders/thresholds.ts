import { addDays, type CalendarDate, daysBetween } from '../../shared/calendar-date.ts';

/** Thresholds at which a firm is reminded of a licence, in days before its end, the farthest first. */
export const THRESHOLDS = [60, 30, 15, 7, 1] as const;

/** The last expiry that can be reminded of on a day. */
export function lastExpiryToRemind(today: CalendarDate): CalendarDate {
  return addDays(today, THRESHOLDS[0]);
}

/**
 * The threshold that counts for an expiry: the nearest one reached. Earlier ones that were missed, because the server
 * or its clock was away, are left out. Null: the expiry is too far away, or over.
 */
export function thresholdFor(expiry: CalendarDate, today: CalendarDate): number | null {
  const left = daysBetween(today, expiry);
  return left < 0 ? null : (THRESHOLDS.findLast((days) => left <= days) ?? null);
}
