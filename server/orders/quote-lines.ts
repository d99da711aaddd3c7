import { addDays, calendarDateAt, laterOf } from '../../shared/calendar-date.ts';
import type { CodeProblemCode, RowProblem } from '../../shared/error-codes.ts';
import { type FiscalYearStart, fiscalYearOf } from '../../shared/fiscal-year.ts';
import { fiscalYearChoices, renewedExpiry } from '../../shared/license-term.ts';
import { type Dong, MAX_DONG } from '../../shared/money.ts';
import type { Customer } from '../../shared/schemas/customer.ts';
import type { Discount, Totals } from '../../shared/schemas/order.ts';
import { readDiscountRate } from '../catalog/discount-tiers.ts';
import { type PricedPlan, readPricedPlans } from '../catalog/plans.ts';
import type { Context } from '../context.ts';
import { selectCustomers, toCustomer } from '../customers/customer-rows.ts';
import { inList } from '../database/in-list.ts';
import type { Reader } from '../database/open.ts';
import type { Tables } from '../database/tables.ts';
import { isUsedUp } from '../discounts/code-uses.ts';
import { findCodes } from '../discounts/find-codes.ts';
import { type HeldQuotation, holdQuotation } from '../quotations/hold-quotation.ts';
import {
  type AppliedRule,
  discountsOf,
  listPriceOf,
  type PricedLine,
  priceLines,
  totalsOf,
  volumeRules,
} from './pricing.ts';

type Firm = { portalId: string; firmId: string };

/** What a person asks to renew. */
export interface LineRequest {
  customerId: string;
  planId: string;
  firstFiscalYear: number;
  years: number;
  /** The expiry that the person saw; without it, none is compared. */
  presentExpiry?: string;
}

/** What an order keeps of a plan. */
export type QuotedPlan = Pick<
  Tables['plans'],
  'id' | 'code' | 'name_vi' | 'name_en' | 'term_rule' | 'vat_rate'
>;

/** A line that can be ordered, with all that an order keeps of it. */
export interface QuotedLine extends PricedLine {
  row: number;
  customer: Customer;
  license: NonNullable<Customer['license']>;
  plan: QuotedPlan;
  firstFiscalYear: number;
  years: number;
  /** The fiscal years that the term touches; no other live line may have them. */
  fiscalYears: number[];
  newExpiry: string;
}

/** What the person who orders refers to for the price. */
export interface PriceTerms {
  discountCode?: string | undefined;
  quotationId?: string | undefined;
}

export interface QuotedLines {
  lines: QuotedLine[];
  problems: RowProblem[];
  discountRate: number;
  /** What takes something off, as `taken` of each line has it. */
  rules: AppliedRule[];
  discounts: Discount[];
  /** The codes whose use an order takes. */
  codeIds: string[];
  codeProblem: CodeProblemCode | null;
  totals: Totals;
}

type UnpricedLine = Omit<QuotedLine, keyof PricedLine> & {
  list: Dong;
  /** What a quotation holds for it. */
  held: PricedLine | undefined;
};

/** By what the lines are priced: as things are now, or as a quotation holds them. */
interface Offer {
  discountRate: number;
  rules: AppliedRule[];
  codeProblem: CodeProblemCode | null;
  prices: PricedLine[];
}

/**
 * Prices what can be ordered and tells, row by row, what can't; a handful of queries for any number of
 * rows.
 *
 * @throws DomainError TOO_MANY_REQUESTS when the firm guesses codes; NOT_FOUND, QUOTATION_EXPIRED,
 *   QUOTATION_USED or QUOTATION_DIFFERS when the quotation does not hold for these lines
 */
export async function quoteLines(
  context: Context,
  reader: Reader,
  firm: Firm,
  requests: readonly LineRequest[],
  terms: PriceTerms = {},
): Promise<QuotedLines> {
  const quotation = await holdQuotation(context, reader, firm, requests, terms);
  const { unpriced, problems } = await checkLines(context, reader, firm, requests, quotation);
  const { prices, rules, discountRate, codeProblem } = quotation
    ? await heldOffer(reader, quotation, unpriced)
    : await presentOffer(context, reader, firm, unpriced, terms.discountCode);
  const lines = unpriced.map(({ list: _, held: __, ...line }, index) => ({
    ...line,
    ...(prices[index] as PricedLine),
  }));
  const totals = totalsOf(lines.map((line) => line.price));
  const last = lines.at(-1);
  if (totals.total > MAX_DONG && last !== undefined) {
    problems.push({ row: last.row, field: 'customerId', code: 'AMOUNT_TOO_LARGE' });
  }
  const applied = discountsOf(lines, rules);
  return {
    lines,
    problems,
    discountRate,
    rules,
    discounts: applied.map(({ kind, code, amount }) => ({ kind, code, amount })),
    codeIds: applied.flatMap(({ codeId }) => codeId ?? []),
    codeProblem,
    totals,
  };
}

async function presentOffer(
  context: Context,
  reader: Reader,
  firm: Firm,
  lines: readonly UnpricedLine[],
  discountCode: string | undefined,
): Promise<Offer> {
  const discountRate = await readDiscountRate(reader, firm, lines.length);
  const codes = await findCodes(context, reader, firm, discountCode);
  const rules = [...volumeRules(discountRate), ...codes.rules];
  const prices = priceLines(
    lines.map((line) => ({ list: line.list, vatRate: line.plan.vat_rate })),
    rules,
  );
  return { discountRate, rules, codeProblem: codes.problem, prices };
}

/** Its price is a promise; the use of a limited code is not, and somebody may have had the last one. */
async function heldOffer(
  reader: Reader,
  { content }: HeldQuotation,
  lines: readonly UnpricedLine[],
): Promise<Offer> {
  const codeIds = content.rules.flatMap(({ codeId }) => codeId ?? []);
  const usedUp = await isUsedUp(reader, codeIds);
  return {
    discountRate: content.discountRate,
    rules: content.rules,
    codeProblem: usedUp ? 'CODE_USED_UP' : null,
    prices: lines.map((line) => line.held as PricedLine),
  };
}

async function checkLines(
  context: Context,
  reader: Reader,
  firm: Firm,
  requests: readonly LineRequest[],
  quotation: HeldQuotation | null,
): Promise<{ unpriced: UnpricedLine[]; problems: RowProblem[] }> {
  const ids = [...new Set(requests.map((request) => request.customerId))];
  const rows = ids.length
    ? await selectCustomers(reader, firm).where(inList('customers.id', ids)).execute()
    : [];
  const facts: LineFacts = {
    customers: new Map(rows.map((row) => [row.id, toCustomer(row)])),
    plans: quotation ? new Map() : await readPricedPlans(reader, firm.portalId),
    quotation,
    claims: await readClaims(reader, rows),
    taken: new Set(),
    choices: new Map(),
    today: calendarDateAt(context.now()),
  };
  const problems: RowProblem[] = [];
  const unpriced: UnpricedLine[] = [];
  for (const [row, request] of requests.entries()) {
    const checked = checkLine(row, request, facts);
    if ('code' in checked) problems.push(checked);
    else unpriced.push(checked);
  }
  return { unpriced, problems };
}

interface LineFacts {
  customers: Map<string, Customer>;
  plans: Map<string, PricedPlan>;
  quotation: HeldQuotation | null;
  /** By licence and fiscal year. */
  claims: Map<string, { orderId: string; orderNumber: string }>;
  /** Fiscal years that rows above have taken. */
  taken: Set<string>;
  /** By expiry and start: most licences of a firm share theirs. */
  choices: Map<string, number[]>;
  today: string;
}

function checkLine(row: number, request: LineRequest, facts: LineFacts): UnpricedLine | RowProblem {
  const customer = facts.customers.get(request.customerId);
  if (customer === undefined) return { row, field: 'customerId', code: 'CUSTOMER_NOT_FOUND' };
  const { license, fiscalYearStart } = customer;
  if (license === null) return { row, field: 'customerId', code: 'NO_LICENSE' };
  const held = facts.quotation?.lineOf(request);
  const plan = held?.plan ?? facts.plans.get(request.planId)?.plan;
  if (plan === undefined) return { row, field: 'planId', code: 'PLAN_UNAVAILABLE' };
  if (request.presentExpiry !== undefined && request.presentExpiry !== license.expiry) {
    return { row, field: 'presentExpiry', code: 'LICENSE_MOVED', expiry: license.expiry };
  }
  const byAnniversary = plan.term_rule === 'anniversary';
  // An anniversary term begins after the present expiry, whatever year was sent; its fiscal year is
  // the one it begins in, so that a second such order is noticed too.
  const firstFiscalYear = byAnniversary
    ? fiscalYearOf(laterOf(addDays(license.expiry, 1), facts.today), fiscalYearStart)
    : request.firstFiscalYear;
  const choices = choicesOf(facts, license.expiry, fiscalYearStart);
  if (!choices.includes(firstFiscalYear)) {
    return yearProblem(row, firstFiscalYear, license.expiry, choices);
  }
  const fiscalYears = Array.from({ length: request.years }, (_, i) => firstFiscalYear + i);
  for (const fiscalYear of fiscalYears) {
    const claim = facts.claims.get(`${license.id} ${fiscalYear}`);
    if (claim)
      return { row, field: 'firstFiscalYear', code: 'ALREADY_ORDERED', ...claim, fiscalYear };
    if (facts.taken.has(`${license.id} ${fiscalYear}`)) {
      return { row, field: 'customerId', code: 'DUPLICATE_ROW', fiscalYear };
    }
  }
  const prices = facts.plans.get(request.planId)?.prices ?? [];
  const list = held?.price.list ?? listPriceOf(prices, firstFiscalYear, request.years);
  if (list === null || list === 0) return { row, field: 'planId', code: 'PLAN_UNAVAILABLE' };
  const newExpiry = renewedExpiry(
    { termRule: plan.term_rule, firstFiscalYear, years: request.years, fiscalYearStart },
    license.expiry,
    facts.today,
  );
  for (const fiscalYear of fiscalYears) facts.taken.add(`${license.id} ${fiscalYear}`);
  const { years } = request;
  return {
    row,
    customer,
    license,
    plan,
    firstFiscalYear,
    years,
    fiscalYears,
    newExpiry,
    list,
    held,
  };
}

function choicesOf(facts: LineFacts, expiry: string, start: FiscalYearStart): number[] {
  const key = `${expiry} ${start}`;
  const known = facts.choices.get(key);
  if (known !== undefined) return known;
  const choices = fiscalYearChoices(expiry, facts.today, start);
  facts.choices.set(key, choices);
  return choices;
}

function yearProblem(
  row: number,
  fiscalYear: number,
  expiry: string,
  choices: readonly number[],
): RowProblem {
  const covered = fiscalYear < (choices[0] ?? 0);
  return covered
    ? { row, field: 'firstFiscalYear', code: 'ALREADY_COVERED', expiry, fiscalYear }
    : { row, field: 'firstFiscalYear', code: 'FISCAL_YEAR_OUT_OF_RANGE', fiscalYear };
}

/** Which live lines of these licences hold which fiscal years, and in which orders. */
async function readClaims(reader: Reader, rows: readonly { license_id: string | null }[]) {
  const licenseIds = rows.flatMap((row) => row.license_id ?? []);
  const claims = licenseIds.length
    ? await reader
        .selectFrom('fiscal_year_claims')
        .innerJoin('order_lines', 'order_lines.id', 'fiscal_year_claims.order_line_id')
        .innerJoin('orders', 'orders.id', 'order_lines.order_id')
        .select(['fiscal_year_claims.license_id', 'fiscal_year', 'orders.id', 'orders.number'])
        .where(inList('fiscal_year_claims.license_id', licenseIds))
        .execute()
    : [];
  return new Map(
    claims.map((claim) => [
      `${claim.license_id} ${claim.fiscal_year}`,
      { orderId: claim.id, orderNumber: claim.number },
    ]),
  );
}
