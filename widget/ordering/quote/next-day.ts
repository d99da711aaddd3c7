import { calendarDateAt } from '../../../shared/calendar-date.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Older quotes are renewed before going on with them. */
const OLD_AFTER_MS = 10 * MINUTE;
/** Pause after midnight by this clock, until the server's day has changed too. */
const AGAIN_AFTER_MS = 5 * MINUTE;

/**
 * How long an open page waits before it quotes the new day. This clock only decides when to call: the day is the
 * server's, which may change a little later.
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
  // After a clock was set back, the age is unknown.
  return now - quotedAt > OLD_AFTER_MS || now < quotedAt;
}
