import type { Dong } from '../../../shared/money.ts';
import type { RefundReason } from '../../../shared/refund-reasons.ts';
import type { VatRate } from '../../../shared/schemas/common.ts';
import { DAY_MS } from '../../foundation/durations.ts';
import {
  type OrderedPrice,
  type OrderTerms,
  takenOf,
  volumeRateOf,
} from '../../quoting/pricing/order-terms.ts';
import { priceLines } from '../../quoting/pricing/pricing.ts';

/** Time after its closing for which money may still pay a line, in milliseconds. */
const REVIVAL_MS = 7 * DAY_MS;

/** A closed line with a free licence, and its price today. */
export interface ClosedLine {
  price: OrderedPrice;
  closedAt: number;
  /** The price of the line's plan for the same years today; null where it is no longer sold. */
  today: { list: Dong; vatRate: VatRate } | null;
}

/** A closed line's order. */
export interface ClosedOrder {
  /** The order's paid and unpaid lines. */
  live: readonly OrderedPrice[];
  /** The rules by which it was priced. */
  terms: OrderTerms;
  /** The same rules with today's values, and the firm's tiers. */
  today: OrderTerms;
  /** A quotation guarantees its prices and codes today. */
  isQuoted: boolean;
  /** Whether each of its codes can be used now, or could when the money came. */
  codes: { isUsableToday: boolean; wasUsableThen: boolean; hasUse: boolean };
}

/**
 * The instant that counts for money: the bank's time, but no further back than a line can be revived, since it decides
 * whether the money was in time.
 */
export function arrivalOf(receivedAt: number, now: number): number {
  return Math.min(now, Math.max(receivedAt, now - REVIVAL_MS));
}

/**
 * Why money from this instant can't pay closed lines any more; lines it can pay are left out. Money from before the
 * closing was in time, and pays the order's own prices; later money pays today's. Volume and codes count as of now in
 * both cases, otherwise they could be had for nothing.
 */
export function barRevivals(
  closed: readonly ClosedLine[],
  order: ClosedOrder,
  cameAt: number,
): Map<string, RefundReason> {
  const barred = new Map<string, RefundReason>();
  let open: ClosedLine[] = [];
  for (const line of closed) {
    const reason = barOf(line, order, cameAt);
    if (reason === null) open.push(line);
    else barred.set(line.price.id, reason);
  }
  // Each line that stays closed leaves the others a smaller volume.
  for (let before = -1; before !== open.length; ) {
    before = open.length;
    const dearer = open.filter((line) => costsMore(line, open, order, cameAt));
    for (const line of dearer) barred.set(line.price.id, 'price_risen');
    open = open.filter((line) => !dearer.includes(line));
  }
  return barred;
}

function barOf(line: ClosedLine, order: ClosedOrder, cameAt: number): RefundReason | null {
  if (cameAt > line.closedAt + REVIVAL_MS) return 'closed_too_long';
  const { isUsableToday, wasUsableThen, hasUse } = order.codes;
  const isInTime = cameAt < line.closedAt;
  const isUsable = order.isQuoted || (isInTime ? wasUsableThen : isUsableToday);
  if (!isUsable || !hasUse) return 'code_unusable';
  return guaranteesPrice(line, order, cameAt) || line.today !== null ? null : 'plan_withdrawn';
}

/** Whether the order's own prices apply: it was paid in time, or a quotation still guarantees them. */
function guaranteesPrice(line: ClosedLine, order: ClosedOrder, cameAt: number): boolean {
  return order.isQuoted || cameAt < line.closedAt;
}

function costsMore(
  line: ClosedLine,
  together: readonly ClosedLine[],
  order: ClosedOrder,
  cameAt: number,
): boolean {
  const isGuaranteed = guaranteesPrice(line, order, cameAt);
  const terms = isGuaranteed ? order.terms : order.today;
  const priced = [...order.live, ...together.map(({ price }) => price)].map((price) => ({
    list: price.list,
    vatRate: price.vat_rate,
    taken: takenOf(price, order.terms),
  }));
  const at = order.live.length + together.indexOf(line);
  const own = priced[at];
  if (own === undefined) throw new RangeError('The line is none of these');
  if (!isGuaranteed && line.today !== null) priced[at] = { ...own, ...line.today };
  const value = volumeRateOf(terms, priced.length);
  const rules = terms.rules.map(({ less: _, ...rule }) =>
    rule.kind === 'volume' ? { ...rule, value } : rule,
  );
  const cost = priceLines(priced, rules)[at]?.price.total ?? 0;
  // The remainder of a split falls differently over other lines: by one dong for each rule, and one for VAT.
  return cost > line.price.total + rules.length + 1;
}
