const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** Longer ago, the date says more. */
const WEEK_MS = 7 * 86_400_000;

/**
 * "5 phút trước". Null within the last minute, and where the reader's clock is behind; empty for more than a week ago.
 */
export function relativeTime(locale: 'vi' | 'en', instant: number, now: number): string | null {
  const passed = now - instant;
  if (passed > WEEK_MS) return '';
  const unit = UNITS.find(([, length]) => passed >= length);
  if (!unit) return null;
  const [name, length] = unit;
  return new Intl.RelativeTimeFormat(locale).format(-Math.floor(passed / length), name);
}
