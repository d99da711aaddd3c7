/** Durations in milliseconds, like instants. */
export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
/** A day of the clock; `shared/calendar-date.ts` computes with calendar dates. */
export const DAY_MS = 24 * HOUR_MS;
