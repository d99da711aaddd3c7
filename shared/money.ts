/** A whole number of Vietnamese dong; the currency has no minor unit in use. */
export type Dong = number;

/** The largest amount the product handles, in dong: far inside 2^53, and 12 digits × 100 fits VNPay. */
export const MAX_DONG: Dong = 9_999_999_999;

/** Whether the value is an amount: a whole number from 0 to {@link MAX_DONG}. */
export function isDong(value: unknown): value is Dong {
  return Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= MAX_DONG;
}

/** The sum of amounts in dong; 0 for an empty list. */
export function sumDong(amounts: Iterable<Dong>): Dong {
  let sum = 0;
  for (const amount of amounts) sum += amount;
  return sum;
}

/**
 * `rate` basis points (1/10,000) of `amount`, rounded half up, in dong. Uses BigInt: 9,999,999,999 × 10,000 is close to
 * the limit of safe integers.
 */
export function basisPointsOf(amount: Dong, rate: number): Dong {
  return Number((BigInt(amount) * BigInt(rate) + 5_000n) / 10_000n);
}

/**
 * Splits `total` in proportion to `weights` so that the parts add up to `total` exactly
 * (largest remainder; ties go to the earlier part). All weights zero: the first part takes all.
 *
 * @throws RangeError when there is nothing to split over, or a negative number comes in.
 */
export function splitDong(total: Dong, weights: readonly number[]): Dong[] {
  if (weights.length === 0) throw new RangeError('splitDong needs at least one weight');
  if (total < 0 || weights.some((weight) => weight < 0)) {
    throw new RangeError('splitDong takes no negative numbers');
  }
  const sum = weights.reduce((a, b) => a + BigInt(b), 0n);
  if (sum === 0n) return weights.map((_, index) => (index === 0 ? total : 0));
  const parts = weights.map((weight) => Number((BigInt(total) * BigInt(weight)) / sum));
  const remainders = weights.map((weight, index) => ({
    index,
    remainder: (BigInt(total) * BigInt(weight)) % sum,
  }));
  // The sort is stable: among equals, the earlier stays first.
  remainders.sort((a, b) => Number(b.remainder - a.remainder));
  const missing = total - sumDong(parts);
  for (const { index } of remainders.slice(0, missing)) parts[index] = (parts[index] ?? 0) + 1;
  return parts;
}

/** `1.234.567 ₫`: the Vietnamese form in both languages, with a no-break space before the sign. */
export function formatDong(amount: Dong): string {
  return `${formatInteger(amount)}\u00a0₫`;
}

/** `1.234.567`: thousands grouped as on Vietnamese screens. */
export function formatInteger(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, '.');
}
