/** Durations in milliseconds, as of instants. */
export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
/** A day of the clock; calendar dates are reckoned in `shared/calendar-date.ts`. */
export const DAY_MS = 24 * HOUR_MS;
