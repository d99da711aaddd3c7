import type { Dong } from '../../../shared/money.ts';

/** Number of transfers below a limit that an amount takes. */
export function partCount(amount: Dong, below: Dong): number {
  return amount < below ? 1 : Math.ceil(amount / (below - 1));
}

/** An amount in parts that differ by one dong at most, the larger ones first. */
export function splitEvenly(amount: Dong, count: number): Dong[] {
  const smaller = Math.floor(amount / count);
  const larger = amount - smaller * count;
  return Array.from({ length: count }, (_, index) => smaller + (index < larger ? 1 : 0));
}

/** A part, and the money that has come under its reference. */
export interface PartStanding {
  amount: Dong;
  received: Dong;
}

/**
 * The amount still to be transferred in each part; together they are the missing amount. Money may have come under
 * another reference, or more of it than asked; then the last parts need less, or nothing.
 */
export function amountsToTransfer(parts: readonly PartStanding[], missing: Dong): Dong[] {
  let left = missing;
  const amounts = parts.map(({ amount, received }) => {
    const own = Math.min(Math.max(0, amount - received), left);
    left -= own;
    return own;
  });
  // The price has risen since the parts were made.
  const last = amounts.at(-1);
  if (last !== undefined) amounts[amounts.length - 1] = last + left;
  return amounts;
}
