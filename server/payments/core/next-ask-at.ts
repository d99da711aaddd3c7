/** When a session is asked about, in milliseconds after its end; then no more. */
const AFTER_END = [0, 5, 30, 6 * 60, 24 * 60, 72 * 60].map((minutes) => minutes * 60_000);

/**
 * When a session is asked about next, without anybody waiting for it: after `first` milliseconds, then
 * after pauses that double until its end, then a few times more; null when it has been asked often enough.
 */
export function nextAskAt(
  now: number,
  session: { created_at: number; expires_at: number },
  first: number,
): number | null {
  let age = first;
  while (session.created_at + age <= now) age *= 2;
  if (session.created_at + age < session.expires_at) return session.created_at + age;
  const next = AFTER_END.find((delay) => session.expires_at + delay > now);
  return next === undefined ? null : session.expires_at + next;
}
