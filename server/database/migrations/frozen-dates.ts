/**
 * Calendar dates as they were when migrations 0002 and 0006 were released. A migration imports nothing that goes on
 * changing: an old database becomes the same one for ever.
 */
const DAY = 86_400_000;
const VIETNAM_OFFSET = 7 * 3_600_000;

/** The date on a wall calendar in Vietnam at an instant, `yyyy-MM-dd`. */
export function calendarDateAt(instant: number): string {
  return dateAt(instant + VIETNAM_OFFSET);
}

/** The date `days` later. */
export function addDays(date: string, days: number): string {
  return dateAt(Date.parse(date) + days * DAY);
}

/** Days that a renewal adds from today on; 0 when it ends before today. */
export function daysGained(presentExpiry: string, newExpiry: string, today: string): number {
  const firstUncovered = addDays(presentExpiry, 1);
  const from = firstUncovered > today ? firstUncovered : today;
  return Math.max(0, Math.round((Date.parse(newExpiry) - Date.parse(from)) / DAY) + 1);
}

function dateAt(utc: number): string {
  return new Date(utc).toISOString().slice(0, 10);
}
