import { basisPointsOf, type Dong, splitDong, sumDong } from '../../shared/money.ts';
import type { VatRate } from '../../shared/schemas/common.ts';
import type { Totals } from '../../shared/schemas/order.ts';

/** What a line costs before discount and VAT. */
export interface ListPrice {
  list: Dong;
  vatRate: VatRate;
}

const VAT_BASIS_POINTS: Record<VatRate, number> = {
  KCT: 0,
  KKKNT: 0,
  '0%': 0,
  '5%': 500,
  '8%': 800,
  '10%': 1_000,
};

/**
 * The list price of a term: for each of its fiscal years the price in force then.
 *
 * @param prices by the fiscal year from which each is in force, earliest first
 * @returns null when a year has no price yet
 */
export function listPriceOf(
  prices: readonly { fromFiscalYear: number; pricePerYear: Dong }[],
  firstFiscalYear: number,
  years: number,
): Dong | null {
  let list = 0;
  for (let year = firstFiscalYear; year < firstFiscalYear + years; year++) {
    const inForce = prices.findLast((price) => price.fromFiscalYear <= year);
    if (inForce === undefined) return null;
    list += inForce.pricePerYear;
  }
  return list;
}

/**
 * Prices the lines of an order. The discount is taken once off the order's list total and split over
 * the lines, so that the lines add up to the order to the dong; VAT is reckoned by line, as invoices
 * are by line.
 */
export function priceLines(lines: readonly ListPrice[], discountRate: number): Totals[] {
  if (lines.length === 0) return [];
  const lists = lines.map((line) => line.list);
  const discounts = splitDong(basisPointsOf(sumDong(lists), discountRate), lists);
  return lines.map(({ list, vatRate }, index) => {
    const discount = discounts[index] ?? 0;
    const net = list - discount;
    const vat = basisPointsOf(net, VAT_BASIS_POINTS[vatRate]);
    return { list, discount, net, vat, total: net + vat };
  });
}

export function totalsOf(lines: readonly Totals[]): Totals {
  return {
    list: sumDong(lines.map((line) => line.list)),
    discount: sumDong(lines.map((line) => line.discount)),
    net: sumDong(lines.map((line) => line.net)),
    vat: sumDong(lines.map((line) => line.vat)),
    total: sumDong(lines.map((line) => line.total)),
  };
}
