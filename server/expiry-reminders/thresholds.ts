import { addDays, type CalendarDate, daysBetween } from '../../shared/calendar-date.ts';

/** A firm is reminded of a licence when it has so many days left, from the farthest to the nearest. */
export const THRESHOLDS = [60, 30, 15, 7, 1] as const;

/** The last expiry of which a firm is reminded on a day. */
export function lastExpiryToRemind(today: CalendarDate): CalendarDate {
  return addDays(today, THRESHOLDS[0]);
}

/**
 * The threshold that counts for an expiry: the nearest that was reached. Those before it, which nobody was reminded of
 * because the server or its clock was away, are left out. Null: it is too far away, or over.
 */
export function thresholdFor(expiry: CalendarDate, today: CalendarDate): number | null {
  const left = daysBetween(today, expiry);
  return left < 0 ? null : (THRESHOLDS.findLast((days) => left <= days) ?? null);
}
