import { CUSTOMER_KINDS } from '../../../shared/customer-kind.ts';
import { DEFAULT_MINIMUM_GAIN_DAYS } from '../../../shared/license-term.ts';
import type { LineEffect } from '../../../shared/line-remarks.ts';
import type { PlanName } from '../../../shared/schemas/catalog.ts';
import type { Totals } from '../../../shared/schemas/order.ts';
import type { PricedTerm } from '../../../shared/term-price.ts';
import type { Tables } from '../../database/tables.ts';
import type { DiscountTier } from '../../directory/catalog/discount-tiers.ts';
import type { KeptRule, PricedLine } from '../pricing/pricing.ts';
import type { LineRequest, QuotedPlan } from './line-request.ts';

/** A quoted line, with everything for an order at its price. */
export interface QuotationLine extends PricedLine {
  customerId: string;
  taxCode: string;
  customerName: string;
  plan: QuotedPlan;
  firstFiscalYear: number;
  years: number;
  newExpiry: string;
  /** Of the licence when it was quoted; this and the next are missing in quotations made before they were kept. */
  presentPlan?: PlanName;
  presentExpiry?: string;
  /** From the day of the quotation on. */
  daysGained?: number;
  /** Missing in quotations made before it was kept. */
  firstDay?: string;
  parts?: PricedTerm['parts'];
  /** The end date that a person chose. */
  until?: string | null;
}

/** The guaranteed content of a quotation, kept as JSON: later changes don't affect it. */
export interface QuotationContent {
  seller: string;
  /** Missing in quotations saved before it was kept. */
  sellerDetails?: { taxCode: string; address: string };
  firm: string;
  buyer: string;
  discountRate: number;
  rules: KeptRule[];
  /** The firm's volume discount; missing in quotations saved before it was kept. */
  tiers?: DiscountTier[];
  lines: QuotationLine[];
  totals: Totals;
}

export function contentOf(quotation: Pick<Tables['quotations'], 'content'>): QuotationContent {
  const content = JSON.parse(quotation.content) as QuotationContent;
  for (const { plan } of content.lines) {
    // Missing in quotations from before plans had them.
    plan.minimum_gain ??= DEFAULT_MINIMUM_GAIN_DAYS;
    plan.customer_kinds ??= JSON.stringify(CUSTOMER_KINDS);
    plan.proration ??= 'none';
    plan.lapsed ??= 'optional';
    plan.per_user ??= 0;
    plan.allows_gap ??= 0;
  }
  return content;
}

/** A line's effects on its licence, as quoted. */
export function effectOfQuotationLine(line: QuotationLine): LineEffect {
  const { plan, presentPlan } = line;
  return {
    plan: { code: plan.code, name: { vi: plan.name_vi, en: plan.name_en } },
    presentPlan: presentPlan ?? null,
    changesPlan: presentPlan !== undefined && presentPlan.code !== plan.code,
    daysGained: line.daysGained ?? null,
    chargedParts: (line.parts ?? []).filter(({ charged }) => charged !== null),
  };
}

/**
 * The identity of a renewal. An anniversary term begins after the present expiry whatever year is named, so the year
 * does not distinguish its lines; nor does the number of years where one end date is chosen.
 */
export function keyOfLine(line: QuotationLine): string {
  const anniversary = line.plan.term_rule === 'anniversary';
  return key({
    customerId: line.customerId,
    planId: line.plan.id,
    term: line.until ?? line.years,
    fiscalYear: anniversary ? null : line.firstFiscalYear,
  });
}

/** The keys that an order's line may have in a quotation. */
export function keysOfRequest(request: LineRequest): [byYear: string, anniversary: string] {
  const { customerId, planId, years, firstFiscalYear, until } = request;
  const line = { customerId, planId, term: until ?? years };
  return [key({ ...line, fiscalYear: firstFiscalYear }), key({ ...line, fiscalYear: null })];
}

function key(line: {
  customerId: string;
  planId: string;
  term: string | number;
  fiscalYear: number | null;
}): string {
  return `${line.customerId} ${line.planId} ${line.term} ${line.fiscalYear ?? ''}`;
}
