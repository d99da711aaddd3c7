import { type CalendarDate, calendarDateAt } from '../../../shared/calendar-date.ts';
import type { Dong } from '../../../shared/money.ts';
import type { RefundReason } from '../../../shared/refund-reasons.ts';
import type { TermPart } from '../../../shared/renewed-term.ts';
import { priceTerm } from '../../../shared/term-price.ts';
import type { Tx } from '../../database/db.ts';
import type { Tables } from '../../database/tables.ts';
import { readDiscountTiers } from '../../directory/catalog/discount-tiers.ts';
import { type PricedPlan, readPricedPlans } from '../../directory/catalog/plans.ts';
import { orderById } from '../../orders/core/find-order.ts';
import { partsOfLine } from '../../orders/core/order-line-remarks.ts';
import { codeProblemOf, toRule } from '../../quoting/discounts/find-codes.ts';
import { type OrderTerms, readOrderTerms, readPrices } from '../../quoting/pricing/order-terms.ts';
import { arrivalOf, barRevivals, type ClosedLine, type ClosedOrder } from './late-money.ts';

type Line = Tables['order_lines'];

/**
 * The closed lines with free licences that money from this instant can no longer pay, with the reasons: see {@link
 * barRevivals}.
 */
export async function findBarredLines(
  tx: Tx,
  now: number,
  orderId: string,
  lines: readonly Line[],
  receivedAt: number,
): Promise<Map<string, RefundReason>> {
  if (lines.length === 0) return new Map();
  const order = await orderById(tx, orderId);
  const cameAt = arrivalOf(receivedAt, now);
  const plans = await readPricedPlans(tx, order.portal_id);
  const closed = lines.map((line): ClosedLine => {
    const sold = plans.get(line.plan_id);
    const list = sold ? listToday(line, sold) : null;
    return {
      price: line,
      closedAt: line.cancelled_at ?? order.cancelled_at ?? order.expired_at ?? order.created_at,
      today: sold && list ? { list, vatRate: sold.plan.vat_rate } : null,
    };
  });
  return barRevivals(closed, await readClosedOrder(tx, order, now, cameAt), cameAt);
}

/** The price of a line's days by its plan today; null where they are no longer sold. */
function listToday(line: Line, { plan, prices }: PricedPlan): Dong | null {
  if (line.until !== null && plan.proration === 'none') return null;
  if (line.quantity > 1 && plan.per_user === 0) return null;
  const byDay = partsOfLine({ ...line, proration: plan.proration });
  const parts = byDay.length > 0 ? byDay : wholeYears(line);
  return priceTerm(parts, prices, line.quantity)?.list ?? null;
}

/** For a line without stored days, and by anniversary: the price of its years. */
function wholeYears(line: Line): TermPart[] {
  const { first_fiscal_year: first, present_expiry: from, new_expiry: until } = line;
  return Array.from({ length: line.years }, (_, i) => {
    return { fiscalYear: first + i, from, until, charged: null };
  });
}

async function readClosedOrder(
  tx: Tx,
  order: Tables['orders'],
  now: number,
  cameAt: number,
): Promise<ClosedOrder> {
  const terms = await readOrderTerms(tx, order);
  const codes = await readCodes(tx, order.id);
  const firm = { portalId: order.portal_id, firmId: order.firm_id };
  const lines = await readPrices(tx, order.id);
  return {
    live: lines.filter((line) => line.state !== 'cancelled'),
    terms,
    today: todayOf(terms, codes, await readDiscountTiers(tx, firm)),
    isQuoted: await isQuoted(tx, order, calendarDateAt(now)),
    codes: {
      isUsableToday: codes.every(
        (code) => code.active === 1 && isOf(code, order.firm_id) && isInDate(code, now),
      ),
      wasUsableThen: codes.every((code) => isInDate(code, cameAt)),
      hasUse: codes.every(
        ({ released_at, max_uses, used }) =>
          released_at === null || max_uses === null || used < max_uses,
      ),
    },
  };
}

type Code = Awaited<ReturnType<typeof readCodes>>[number];

/** The order's codes. */
async function readCodes(tx: Tx, orderId: string) {
  return await tx
    .selectFrom('code_redemptions')
    .innerJoin('discount_codes', 'discount_codes.id', 'code_id')
    .selectAll('discount_codes')
    .select('released_at')
    .where('order_id', '=', orderId)
    .execute();
}

/** A code bound to another firm now counts as missing. */
function isOf(code: Code, firmId: string): boolean {
  return code.firm_id === null || code.firm_id === firmId;
}

/** The order's own uses are counted apart: an order that is not fully closed has kept them. */
function isInDate(code: Code, at: number): boolean {
  return codeProblemOf({ ...code, max_uses: null }, calendarDateAt(at)) === null;
}

/**
 * The order's rules with today's values: a code may take less off now, and the number of lines may give another tier.
 */
function todayOf(
  terms: OrderTerms,
  codes: readonly Code[],
  tiers: OrderTerms['tiers'],
): OrderTerms {
  const byText = new Map(codes.map((code) => [code.code, code]));
  const highest = Math.max(0, ...tiers.map((tier) => tier.rate));
  const rules = terms.rules.map((rule) => {
    // The rate of a volume discount, if there is one, follows from the tiers.
    if (rule.kind === 'volume') return { ...rule, value: highest };
    const code = byText.get(rule.code ?? '');
    return code ? toRule(code) : rule;
  });
  return { rules, tiers };
}

/** Whether the order's quotation is still valid, and no other order has it. */
async function isQuoted(tx: Tx, order: Tables['orders'], today: CalendarDate): Promise<boolean> {
  if (order.quotation_id === null) return false;
  const { valid_until: validUntil } = await tx
    .selectFrom('quotations')
    .select('valid_until')
    .where('id', '=', order.quotation_id)
    .executeTakeFirstOrThrow();
  if (today > validUntil) return false;
  const other = await tx
    .selectFrom('orders')
    .select('id')
    .where('quotation_id', '=', order.quotation_id)
    .where('id', '<>', order.id)
    .where('state', '<>', 'cancelled')
    .executeTakeFirst();
  return other === undefined;
}
