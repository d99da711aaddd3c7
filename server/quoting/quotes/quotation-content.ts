import type { CalendarDate } from '../../../shared/calendar-date.ts';
import { CUSTOMER_KINDS } from '../../../shared/customer-kind.ts';
import { DEFAULT_MINIMUM_GAIN_DAYS } from '../../../shared/license-term.ts';
import type { LineEffect } from '../../../shared/line-remarks.ts';
import { gapBefore } from '../../../shared/renewed-term.ts';
import type { PlanName } from '../../../shared/schemas/catalog.ts';
import type { Totals } from '../../../shared/schemas/quote.ts';
import type { PricedTerm } from '../../../shared/term-price.ts';
import { customerKindsColumn, jsonColumn } from '../../database/json-column.ts';
import type { DiscountTier } from '../../directory/catalog/discount-tiers.ts';
import type { KeptRule, PricedLine } from '../pricing/pricing.ts';
import type { LineRequest, QuotedPlan } from './line-request.ts';

/** A quoted line, with everything for an order at its price. */
export interface QuotationLine extends PricedLine {
  customerId: string;
  taxCode: string;
  customerName: string;
  /** Missing in quotations from before they were kept: the customer's only licence, of one. */
  licenseId?: string;
  licenseExternalId?: string | null;
  /** Whether the customer then had several licences of the product. */
  isOneOfSeveral?: boolean;
  quantity?: number;
  presentQuantity?: number;
  product?: PlanName;
  plan: QuotedPlan;
  firstFiscalYear: number;
  years: number;
  newExpiry: string;
  /** The licence's plan when it was quoted; this and the next are missing in quotations made before they were kept. */
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

/** `quotations.content` */
export const quotationColumn = jsonColumn<QuotationContent>((content) => {
  for (const { plan } of content.lines) {
    // Missing in quotations from before plans had them.
    plan.minimum_gain ??= DEFAULT_MINIMUM_GAIN_DAYS;
    plan.customer_kinds ??= customerKindsColumn.encode([...CUSTOMER_KINDS]);
    plan.proration ??= 'none';
    plan.lapsed ??= 'optional';
    plan.per_user ??= 0;
    plan.allows_gap ??= 0;
  }
  return content;
});

/** A line's effects on its licence, as quoted on a day. */
export function effectOfQuotationLine(line: QuotationLine, quotedOn: CalendarDate): LineEffect {
  const { plan, presentPlan, presentExpiry, firstDay } = line;
  return {
    plan: { code: plan.code, name: { vi: plan.name_vi, en: plan.name_en } },
    presentPlan: presentPlan ?? null,
    changesPlan: presentPlan !== undefined && presentPlan.code !== plan.code,
    quantity: line.quantity ?? 1,
    presentQuantity: line.presentQuantity ?? null,
    daysGained: line.daysGained ?? null,
    chargedParts: (line.parts ?? []).filter(({ charged }) => charged !== null),
    gap: presentExpiry && firstDay ? gapBefore(firstDay, { presentExpiry, today: quotedOn }) : null,
  };
}

/**
 * Whether a line of an order is the quoted one: fields that it does not name are as quoted, and fields that the
 * quotation lacks are as ordered. An anniversary term begins after the present expiry whatever year is named, so the
 * year does not distinguish its lines; nor does the number of years where one end date is chosen.
 */
export function isSameRenewal(line: QuotationLine, request: LineRequest): boolean {
  const isByYear = line.plan.term_rule !== 'anniversary';
  return (
    isOneOf(request.licenseId, line.licenseId) &&
    isOneOf(request.planId, line.plan.id) &&
    isOneOf(request.quantity, line.quantity) &&
    (line.until ?? line.years) === (request.until ?? request.years) &&
    (!isByYear || line.firstFiscalYear === request.firstFiscalYear)
  );
}

/** Whether two values are the same, as far as both are known. */
function isOneOf<Value>(asked: Value | undefined, quoted: Value | undefined): boolean {
  return asked === undefined || quoted === undefined || asked === quoted;
}
