import type { Dong } from './money.ts';
import type { TermPart } from './renewed-term.ts';

/** The price of one year, of one licence or one user, from a fiscal year on. */
export interface YearPrice {
  fromFiscalYear: number;
  pricePerYear: Dong;
}

/** List prices of a term in dong, before discounts and VAT: `list` is the sum of its parts. */
export interface PricedTerm {
  parts: (TermPart & { list: Dong })[];
  list: Dong;
}

/**
 * The list price of a term: for each of its fiscal years the price then in force, times the quantity, for the part that
 * is charged. Each part is rounded half up to the dong, once, and is at least 1 dong.
 *
 * @param prices by the fiscal year from which each is in force, earliest first
 * @returns null when a year has no price yet
 */
export function priceTerm(
  parts: readonly TermPart[],
  prices: readonly YearPrice[],
  quantity = 1,
): PricedTerm | null {
  const priced: PricedTerm = { parts: [], list: 0 };
  for (const part of parts) {
    const inForce = prices.findLast((price) => price.fromFiscalYear <= part.fiscalYear);
    if (inForce === undefined) return null;
    const list = listOf(inForce.pricePerYear, quantity, part.charged);
    priced.parts.push({ ...part, list });
    priced.list += list;
  }
  return priced;
}

function listOf(pricePerYear: Dong, quantity: number, charged: TermPart['charged']): Dong {
  const whole = BigInt(pricePerYear) * BigInt(quantity);
  if (charged === null || whole === 0n) return Number(whole);
  const [count, of] = [BigInt(charged.count), BigInt(charged.of)];
  return Math.max(1, Number((2n * whole * count + of) / (2n * of)));
}
