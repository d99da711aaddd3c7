import { basisPointsOf, type Dong, splitDong, sumDong } from '../../../shared/money.ts';
import type { VatRate } from '../../../shared/schemas/common.ts';
import type { Discount, Totals } from '../../../shared/schemas/quote.ts';

/** A line's price before discount and VAT; at least 1 dong. */
export interface ListPrice {
  list: Dong;
  vatRate: VatRate;
}

/** A discount: the firm's volume discount, its referral code, or a typed code. */
export interface DiscountRule {
  kind: Discount['kind'];
  /** The code, and the row that counts its uses; null for a volume discount. */
  code: string | null;
  codeId: string | null;
  unit: 'percent' | 'amount';
  /** Basis points, or dong. */
  value: number;
  /** Whether it is taken off each line, or once off the order. */
  scope: 'line' | 'order';
  /** Subtracted from it: the firm's earlier excess of volume discount, in dong. */
  less?: Dong;
}

/** The source of a discount, and how it is counted. */
export type AppliedRule = Pick<DiscountRule, 'kind' | 'code' | 'codeId'>;

/** A rule as an order keeps it; orders and quotations of older versions kept only its source. */
export type KeptRule = AppliedRule & Partial<DiscountRule>;

/** A line that was priced before, with each rule's discount on it then. */
export interface TakenLine extends ListPrice {
  taken?: readonly Dong[];
}

export interface PricedLine {
  price: Totals;
  /** Each rule's discount on this line, in the order of the rules; they add up to its discount. */
  taken: Dong[];
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
 * Prices the lines of an order. The rules apply one after the other, each to the remaining price; a discount off the
 * order is split over the lines, so that the lines add up to the order to the dong. At least 1 dong of every line
 * stays, because an order of nothing could not be paid: a discount beyond that is void. VAT is reckoned by line, as
 * invoices are by line.
 *
 * Lines that are priced again keep their part of an amount off the order: it was split once.
 */
export function priceLines(lines: readonly TakenLine[], rules: readonly KeptRule[]): PricedLine[] {
  // The remainder of a split goes to the dearest line first, wherever it is: the order's totals, VAT too, are the same
  // for any sequence of its lines.
  const arranged = lines.map((line, index) => ({ ...line, index, left: line.list }));
  arranged.sort(
    (a, b) => b.list - a.list || VAT_BASIS_POINTS[b.vatRate] - VAT_BASIS_POINTS[a.vatRate],
  );
  const taken: Dong[][] = lines.map(() => []);
  for (const [at, rule] of rules.entries()) {
    const parts = isReckoned(rule, lines)
      ? partsOf(
          rule,
          arranged.map((line) => line.left),
        )
      : arranged.map((line) => line.taken?.[at] ?? 0);
    for (const [place, line] of arranged.entries()) {
      const part = Math.min(parts[place] ?? 0, line.left - 1);
      line.left -= part;
      taken[line.index]?.push(part);
    }
  }
  return lines.map(({ list, vatRate }, index) => {
    const own = taken[index] ?? [];
    const discount = sumDong(own);
    const net = list - discount;
    const vat = basisPointsOf(net, VAT_BASIS_POINTS[vatRate]);
    return { price: { list, discount, net, vat, total: net + vat }, taken: own };
  });
}

function isReckoned(rule: KeptRule, lines: readonly TakenLine[]): rule is DiscountRule {
  if (rule.unit === undefined) return false;
  const isSplitOnce = rule.unit === 'amount' && rule.scope === 'order';
  return !(isSplitOnce && lines.some((line) => line.taken !== undefined));
}

/** A firm's discount for many lines in one order, in basis points of its list total. */
export function volumeRules(discountRate: number, less: Dong = 0): DiscountRule[] {
  if (discountRate === 0) return [];
  return [
    {
      kind: 'volume',
      code: null,
      codeId: null,
      unit: 'percent',
      value: discountRate,
      scope: 'order',
      ...(less > 0 ? { less } : {}),
    },
  ];
}

/** A rule's unlimited discount on each line. */
function partsOf(rule: DiscountRule, amounts: readonly Dong[]): Dong[] {
  const offOf = (amount: Dong) =>
    rule.unit === 'percent' ? basisPointsOf(amount, rule.value) : Math.min(rule.value, amount);
  if (rule.scope === 'line') return amounts.map(offOf);
  if (amounts.length === 0) return [];
  return splitDong(Math.max(0, offOf(sumDong(amounts)) - (rule.less ?? 0)), amounts);
}

/** Each rule's discount on these lines; a rule that takes nothing off is left out. */
export function discountsOf(
  lines: readonly Pick<PricedLine, 'taken'>[],
  rules: readonly AppliedRule[],
): (AppliedRule & { amount: Dong })[] {
  return rules
    .map(({ kind, code, codeId }, index) => ({
      kind,
      code,
      codeId,
      amount: sumDong(lines.map((line) => line.taken[index] ?? 0)),
    }))
    .filter((discount) => discount.amount > 0);
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
