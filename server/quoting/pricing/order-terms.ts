import { basisPointsOf, type Dong } from '../../../shared/money.ts';
import type { Reader } from '../../database/db.ts';
import { discountsColumn, jsonColumn, takenColumn } from '../../database/json-column.ts';
import type { Tables } from '../../database/tables.ts';
import {
  type DiscountTier,
  rateOf,
  readDiscountTiers,
} from '../../directory/catalog/discount-tiers.ts';
import { type KeptRule, type PricedLine, priceLines, volumeRules } from './pricing.ts';

/** The pricing rules of an order, kept with it: its remaining lines are priced by the same. */
export interface OrderTerms {
  rules: KeptRule[];
  tiers: DiscountTier[];
}

/** `orders.price_terms` */
export const priceTermsColumn = jsonColumn<OrderTerms>();

/** The price facts of an order's line. */
export type OrderedPrice = Pick<
  Tables['order_lines'],
  'id' | 'state' | 'list' | 'discount' | 'net' | 'vat' | 'total' | 'vat_rate' | 'taken'
>;

/** The rules of an order; for one placed before they were kept, as far as they can be known. */
export async function readOrderTerms(reader: Reader, order: Tables['orders']): Promise<OrderTerms> {
  if (order.price_terms !== null) return priceTermsColumn.decode(order.price_terms);
  const firm = { portalId: order.portal_id, firmId: order.firm_id };
  const discounts = discountsColumn.decode(order.discounts);
  const codes = discounts.filter(({ kind }) => kind !== 'volume');
  return {
    rules: [
      ...volumeRules(order.discount_rate),
      ...codes.map(({ kind, code }) => ({ kind, code, codeId: null })),
    ],
    tiers: await readDiscountTiers(reader, firm),
  };
}

/** The volume rate for this many lines of an order: never more than the order had. */
export function volumeRateOf({ rules, tiers }: OrderTerms, lines: number): number {
  const granted = rules.find(({ kind }) => kind === 'volume')?.value ?? 0;
  return Math.min(granted, rateOf(tiers, lines));
}

/** Prices lines of an order again, as an order of this size. */
export function priceAgain(
  lines: readonly OrderedPrice[],
  terms: OrderTerms,
  count = lines.length,
): PricedLine[] {
  const value = volumeRateOf(terms, count);
  const rules = terms.rules.map((rule) => (rule.kind === 'volume' ? { ...rule, value } : rule));
  return priceLines(
    lines.map((line) => ({
      list: line.list,
      vatRate: line.vat_rate,
      taken: takenOf(line, terms),
    })),
    rules,
  );
}

/** The discount of each rule on a line; where it was not kept, volume took its rate, and the last code the rest. */
export function takenOf(line: OrderedPrice, { rules }: OrderTerms): Dong[] {
  const taken = takenColumn.decode(line.taken);
  if (taken.length === rules.length) return taken;
  let left = line.discount;
  return rules.map((rule, at) => {
    const isLast = at === rules.length - 1;
    const own = rule.kind === 'volume' ? basisPointsOf(line.list, rule.value ?? 0) : 0;
    const part = isLast ? left : Math.min(left, own);
    left -= part;
    return part;
  });
}

/** The price facts of an order's lines, in the order's order. */
export async function readPrices(reader: Reader, orderId: string): Promise<OrderedPrice[]> {
  return await reader
    .selectFrom('order_lines')
    .select(['id', 'state', 'list', 'discount', 'net', 'vat', 'total', 'vat_rate', 'taken'])
    .where('order_id', '=', orderId)
    .orderBy('line_number')
    .execute();
}
