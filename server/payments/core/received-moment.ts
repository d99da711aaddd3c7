import { compactToInstant, type EpochMs, localInstant } from '../../../shared/calendar-date.ts';
import { DAY_MS } from '../../foundation/durations.ts';

/** The moment that a message gives for its money, as the gateway wrote it and as an instant; NaN when unreadable. */
export interface ToldMoment {
  text: string;
  at: EpochMs;
}

/** Farthest that a moment may lie outside attempt and present: banks write dates without a time, and clocks differ. */
const TOLERANCE_MS = DAY_MS;

/** The greatest age of money that names no attempt: no order stays payable for longer. */
const LONGEST_ATTEMPT_MS = 90 * DAY_MS;

/** Longer texts of a gateway are cut. */
const MOST_TEXT = 60;

/** Notations of moments: `yyyy-MM-dd HH:mm:ss`, `yyyyMMddHHmmss`, or milliseconds since 1970. */
const READERS = {
  local: (value: unknown) => (typeof value === 'string' ? localInstant(value) : null),
  compact: (value: unknown) => compactToInstant(textOf(value)),
  milliseconds: (value: unknown) =>
    typeof value === 'number' || /^\d+$/.test(textOf(value)) ? Number(value) : null,
} as const;

/** Reads a message's moment; null where it has none. */
export function toldMoment(value: unknown, form: keyof typeof READERS): ToldMoment | null {
  if (value === undefined || value === null || value === '') return null;
  const at = READERS[form](value) ?? Number.NaN;
  return { text: textOf(value).slice(0, MOST_TEXT), at };
}

/**
 * Decides when money was received: the moment in the message if plausible, otherwise now, when the message came. The
 * invoice's date of collection, receipts and mails use it.
 *
 * @param attemptAt when the attempt to pay was started; null where the money names none
 * @returns `refused`: the message's own text, where it was not accepted
 */
export function receivedMoment(
  told: ToldMoment | null,
  attemptAt: EpochMs | null,
  now: EpochMs,
): { at: EpochMs; refused: string | null } {
  if (told === null) return { at: now, refused: null };
  const earliest = (attemptAt ?? now - LONGEST_ATTEMPT_MS) - TOLERANCE_MS;
  const isPossible =
    Number.isSafeInteger(told.at) && told.at >= earliest && told.at <= now + TOLERANCE_MS;
  return isPossible ? { at: told.at, refused: null } : { at: now, refused: told.text };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
