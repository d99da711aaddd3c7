import type { Context, Log } from '../context/context.ts';
import { MINUTE_MS } from '../foundation/durations.ts';

/** A flood of forged tokens must not fill the disk with log lines. */
const LINES_A_MINUTE = 120;

/**
 * Logs refused calls for the portal's developer, who finds one by the request id of its answer. Beyond this many in a
 * minute, only their number is logged.
 */
export function refusalLog(context: Context): Log {
  let begun = 0;
  let lines = 0;
  return (event, details) => {
    const now = context.now();
    if (now - begun >= MINUTE_MS || now < begun) {
      if (lines > LINES_A_MINUTE)
        context.log(`${event}.unlogged`, { count: lines - LINES_A_MINUTE });
      begun = now;
      lines = 0;
    }
    if (++lines <= LINES_A_MINUTE) context.log(event, details);
  };
}
