import { calendarDateAt } from '../../../shared/calendar-date.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A quote older than this is requested again before the person goes on. */
const OLD_AFTER_MS = 10 * MINUTE;
/** Wait between calls while this clock has passed midnight and the server's has not. */
const AGAIN_AFTER_MS = 5 * MINUTE;

/**
 * Wait of an open page before it quotes the new day. This clock only decides when to call: the day is the server's,
 * which may change a little later.
 *
 * @param quotedOn the server's day in its last answer
 */
export function untilNextDay(quotedOn: string, now: number): number {
  if (calendarDateAt(now) > quotedOn) return AGAIN_AFTER_MS;
  // Midnight in Vietnam falls on a full hour of UTC.
  let midnight = now - (now % HOUR) + HOUR;
  while (calendarDateAt(midnight) === calendarDateAt(now)) midnight += HOUR;
  return midnight - now;
}

export function isOld(quotedAt: number, now: number): boolean {
  // If the clock was set back, the age is unknown.
  return now - quotedAt > OLD_AFTER_MS || now < quotedAt;
}
