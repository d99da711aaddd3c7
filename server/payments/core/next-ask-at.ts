/** When to ask about an attempt after its end, in milliseconds; then no more. */
const AFTER_END = [0, 5, 30, 6 * 60, 24 * 60, 72 * 60].map((minutes) => minutes * 60_000);

/**
 * The next time to ask about an attempt in the background: after `first` milliseconds, then after doubling pauses until
 * its end, then a few times more; null when it has been asked about often enough.
 */
export function nextAskAt(
  now: number,
  attempt: { created_at: number; expires_at: number },
  first: number,
): number | null {
  let age = first;
  while (attempt.created_at + age <= now) age *= 2;
  if (attempt.created_at + age < attempt.expires_at) return attempt.created_at + age;
  const next = AFTER_END.find((delay) => attempt.expires_at + delay > now);
  return next === undefined ? null : attempt.expires_at + next;
}
