import { calendarDateAt } from '../../shared/calendar-date.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** What was quoted longer ago is asked for again before it is gone by. */
const OLD_AFTER_MS = 10 * MINUTE;
/** After midnight by this clock, until the server's day is another one too. */
const AGAIN_AFTER_MS = 5 * MINUTE;

/**
 * How long to wait until a page that is left open asks for the new day. This clock only says when to ask: the day is
 * the server's, which may be a little later.
 *
 * @param quotedOn the server's day in its last answer
 */
export function untilNextDay(quotedOn: string, now: number): number {
  if (calendarDateAt(now) > quotedOn) return AGAIN_AFTER_MS;
  // Vietnam's midnight is a whole hour of UTC.
  let midnight = now - (now % HOUR) + HOUR;
  while (calendarDateAt(midnight) === calendarDateAt(now)) midnight += HOUR;
  return midnight - now;
}

export function isOld(quotedAt: number, now: number): boolean {
  // A clock that was set back says nothing about the age.
  return now - quotedAt > OLD_AFTER_MS || now < quotedAt;
}
