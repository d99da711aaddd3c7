import { addDays, calendarDateAt, laterOf } from '../../shared/calendar-date.ts';
import type { RowProblem } from '../../shared/error-codes.ts';
import { type FiscalYearStart, fiscalYearOf } from '../../shared/fiscal-year.ts';
import { fiscalYearChoices, LAST_RENEWABLE, renewedExpiry } from '../../shared/license-term.ts';
import type { Dong } from '../../shared/money.ts';
import type { Customer } from '../../shared/schemas/customer.ts';
import { type PricedPlan, readPricedPlans } from '../catalog/plans.ts';
import type { Context } from '../context.ts';
import { selectCustomers, toCustomer } from '../customers/customer-rows.ts';
import { inList } from '../database/in-list.ts';
import type { Reader } from '../database/open.ts';
import type { Tables } from '../database/tables.ts';
import type { HeldQuotation } from '../quotations/hold-quotation.ts';
import { listPriceOf, type PricedLine } from './pricing.ts';

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

/** A line that can be ordered, with all that an order keeps of it but the price. */
export interface CheckedLine {
  row: number;
  customer: Customer;
  license: NonNullable<Customer['license']>;
  plan: QuotedPlan;
  firstFiscalYear: number;
  years: number;
  /** The fiscal years that the term touches; no other live line may have them. */
  fiscalYears: number[];
  newExpiry: string;
  list: Dong;
  /** What a quotation holds for it. */
  held: PricedLine | undefined;
}

/**
 * Tells, row by row, what can be ordered and what can't, whatever it costs. A quotation holds plans and
 * prices, not licences: the rules of those apply to its lines too.
 */
export async function checkLines(
  context: Context,
  reader: Reader,
  firm: { portalId: string; firmId: string },
  requests: readonly LineRequest[],
  quotation: HeldQuotation | null,
): Promise<{ lines: CheckedLine[]; problems: RowProblem[] }> {
  const ids = [...new Set(requests.map((request) => request.customerId))];
  const rows = ids.length
    ? await selectCustomers(reader, firm).where(inList('customers.id', ids)).execute()
    : [];
  const claims = await readClaims(reader, rows);
  const facts: LineFacts = {
    customers: new Map(rows.map((row) => [row.id, toCustomer(row)])),
    plans: quotation ? new Map() : await readPricedPlans(reader, firm.portalId),
    quotation,
    claims: new Map(
      claims.map((claim) => [`${claim.license_id} ${claim.fiscal_year}`, orderOf(claim)]),
    ),
    anniversaries: new Map(
      claims
        .filter((claim) => claim.term_rule === 'anniversary')
        .map((claim) => [claim.license_id, { ...orderOf(claim), fiscalYear: claim.fiscal_year }]),
    ),
    taken: new Set(),
    choices: new Map(),
    today: calendarDateAt(context.now()),
  };
  const problems: RowProblem[] = [];
  const lines: CheckedLine[] = [];
  for (const [row, request] of requests.entries()) {
    const checked = checkLine(row, request, facts);
    if ('code' in checked) problems.push(checked);
    else lines.push(checked);
  }
  return { lines, problems };
}

interface LineFacts {
  customers: Map<string, Customer>;
  plans: Map<string, PricedPlan>;
  quotation: HeldQuotation | null;
  /** By licence and fiscal year. */
  claims: Map<string, { orderId: string; orderNumber: string }>;
  /** Unpaid lines by anniversary, by licence. */
  anniversaries: Map<string, { orderId: string; orderNumber: string; fiscalYear: number }>;
  /** Fiscal years that rows above have taken. */
  taken: Set<string>;
  /** By expiry and start: most licences of a firm share theirs. */
  choices: Map<string, number[]>;
  today: string;
}

function checkLine(row: number, request: LineRequest, facts: LineFacts): CheckedLine | RowProblem {
  const customer = facts.customers.get(request.customerId);
  if (customer === undefined) return { row, field: 'customerId', code: 'CUSTOMER_NOT_FOUND' };
  const { license, fiscalYearStart } = customer;
  if (license === null) return { row, field: 'customerId', code: 'NO_LICENSE' };
  if (license.expiry > LAST_RENEWABLE) {
    const { firstFiscalYear: fiscalYear } = request;
    const { expiry } = license;
    return { row, field: 'firstFiscalYear', code: 'ALREADY_COVERED', expiry, fiscalYear };
  }
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
  // Whenever it is paid, such a term begins where the licence then ends: two at once would be two terms.
  const unpaid = byAnniversary ? facts.anniversaries.get(license.id) : undefined;
  if (unpaid) return { row, field: 'firstFiscalYear', code: 'ALREADY_ORDERED', ...unpaid };
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
  if (licenseIds.length === 0) return [];
  return await reader
    .selectFrom('fiscal_year_claims')
    .innerJoin('order_lines', 'order_lines.id', 'fiscal_year_claims.order_line_id')
    .innerJoin('orders', 'orders.id', 'order_lines.order_id')
    .select([
      'fiscal_year_claims.license_id',
      'fiscal_year',
      'term_rule',
      'orders.id',
      'orders.number',
    ])
    .where(inList('fiscal_year_claims.license_id', licenseIds))
    .execute();
}

function orderOf(claim: { id: string; number: string }) {
  return { orderId: claim.id, orderNumber: claim.number };
}
