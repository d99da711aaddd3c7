import { DAY_MS, MINUTE_MS } from '../../foundation/durations.ts';

/** Times of the questions about an attempt after its end, in milliseconds; then every day, until there is an answer. */
const AFTER_END_MS = [0, 5, 30, 6 * 60, 24 * 60, 72 * 60].map((minutes) => minutes * MINUTE_MS);

/** Time after an attempt's end from which an answer is final, in milliseconds. */
const LAST_ANSWER_MS = 3 * DAY_MS;

/**
 * Time after its end for which an attempt is asked about at all, in milliseconds: past an outage of ours, or of the
 * gateway's, in which every message was lost.
 */
export const ASKED_FOR_MS = 30 * DAY_MS;

/**
 * The next time to ask about an attempt in the background: after `first` milliseconds, then after doubling pauses until
 * its end, then a few times more, and every day; null once it is too late.
 */
export function nextAskAt(
  now: number,
  attempt: { created_at: number; expires_at: number },
  first: number,
): number | null {
  let age = first;
  while (attempt.created_at + age <= now) age *= 2;
  if (attempt.created_at + age < attempt.expires_at) return attempt.created_at + age;
  const ended = now - attempt.expires_at;
  const next =
    AFTER_END_MS.find((delay) => delay > ended) ?? (Math.floor(ended / DAY_MS) + 1) * DAY_MS;
  return next > ASKED_FOR_MS ? null : attempt.expires_at + next;
}

/** Whether an answer suffices, so that the gateway need not be asked about the attempt again. */
export function isLastAnswer(now: number, attempt: { expires_at: number }): boolean {
  return now >= attempt.expires_at + LAST_ANSWER_MS;
}
