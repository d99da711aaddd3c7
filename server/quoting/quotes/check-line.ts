import { addDays, type CalendarDate } from '../../../shared/calendar-date.ts';
import type { CustomerKind } from '../../../shared/customer-kind.ts';
import type { RowProblem } from '../../../shared/error-codes.ts';
import { fiscalYearOf } from '../../../shared/fiscal-year.ts';
import {
  fiscalYearChoices,
  isProrated,
  LAST_RENEWABLE,
  planChangeableFrom,
  type RenewalSituation,
  requiredLapsedYear,
} from '../../../shared/license-term.ts';
import { LIMITS } from '../../../shared/limits.ts';
import type { Dong } from '../../../shared/money.ts';
import { type RenewedTerm, renewedTerm, untilRange } from '../../../shared/renewed-term.ts';
import type { PlanName } from '../../../shared/schemas/catalog.ts';
import type { Customer } from '../../../shared/schemas/customer.ts';
import { type PricedTerm, priceTerm, type YearPrice } from '../../../shared/term-price.ts';
import { customerKindsOf, type PricedPlan, termsOfPlan } from '../../directory/catalog/plans.ts';
import type { LicenseRow } from '../../directory/licenses/license-standing.ts';
import type { HeldQuotation } from './hold-quotation.ts';
import type { LineRequest, QuotedPlan } from './line-request.ts';
import type { QuotationLine } from './quotation-content.ts';

/** A line that can be ordered, with all that an order keeps of it but the price. */
export interface CheckedLine {
  row: number;
  customer: Customer;
  license: LicenseRow;
  plan: QuotedPlan;
  firstFiscalYear: number;
  years: number;
  /** The fiscal years that the term touches; no other live line may have them. */
  fiscalYears: number[];
  firstDay: string;
  newExpiry: string;
  /** The end date that was chosen; null: none was. */
  until: string | null;
  /** What the list price is made of. */
  parts: PricedTerm['parts'];
  /** From today on. */
  daysGained: number;
  /** The plan's, by fiscal year; none where a quotation holds the price. */
  prices: readonly YearPrice[];
  /** The fiscal years that it may begin with; none by anniversary. */
  choices: readonly number[];
  situation: RenewalSituation;
  list: Dong;
  /** What a quotation holds for it. */
  held: QuotationLine | undefined;
}

/** All that lines are checked against; rows that pass are added to `taken`. */
export interface LineFacts {
  customers: ReadonlyMap<string, { customer: Customer; licenses: readonly LicenseRow[] }>;
  plans: ReadonlyMap<string, PricedPlan>;
  quotation: HeldQuotation | null;
  /** The unpaid line of a licence, with the fiscal years that it holds, by licence. */
  unpaid: ReadonlyMap<string, UnpaidLine>;
  /** Licences that rows above have taken. */
  taken: Set<string>;
  /** By expiry, start and the plan's terms: most licences of a firm share theirs. */
  choices: Map<string, readonly number[]>;
  today: CalendarDate;
}

export interface UnpaidLine {
  orderId: string;
  orderNumber: string;
  fiscalYears: readonly number[];
}

/** How many plans a problem names: each of 2,000 rows may have it. */
const NAMED_PLANS = 10;

/** What one row would order, or why it can't; rows are checked from the first on. */
export function checkLine(
  row: number,
  request: LineRequest,
  facts: LineFacts,
): CheckedLine | RowProblem {
  const known = facts.customers.get(request.customerId);
  if (known === undefined) return { row, field: 'customerId', code: 'CUSTOMER_NOT_FOUND' };
  const { customer, licenses } = known;
  const { fiscalYearStart } = customer;
  const [license] = licenses;
  if (license === undefined) return { row, field: 'customerId', code: 'NO_LICENSE' };
  const { expiry } = license;
  if (expiry > LAST_RENEWABLE) {
    const { firstFiscalYear: fiscalYear } = request;
    return { row, field: 'firstFiscalYear', code: 'ALREADY_COVERED', expiry, fiscalYear };
  }
  const held = facts.quotation?.lineOf(request);
  const plan = held?.plan ?? facts.plans.get(request.planId)?.plan;
  if (plan === undefined) return { row, field: 'planId', code: 'PLAN_UNAVAILABLE' };
  if (request.presentExpiry !== undefined && request.presentExpiry !== expiry) {
    return { row, field: 'presentExpiry', code: 'LICENSE_MOVED', expiry };
  }
  if (held && isProrated(plan) && held.presentExpiry !== expiry) {
    // The days that it was quoted for are not those that are left to be paid.
    return { row, field: 'presentExpiry', code: 'LICENSE_MOVED', expiry };
  }
  const situation: RenewalSituation = {
    presentExpiry: expiry,
    today: facts.today,
    fiscalYearStart,
    ...termsOfPlan(plan),
  };
  const isByYear = plan.term_rule === 'fiscal_year';
  const choices = isByYear ? choicesOf(facts, situation) : [];
  const problem =
    (isByYear ? yearProblem(row, request.firstFiscalYear, situation, choices) : undefined) ??
    untilProblem(row, request, plan, situation);
  if (problem) return problem;
  const term = renewedTerm(situation, { ...request, termRule: plan.term_rule });
  return (
    unpaidProblem(row, license.id, fiscalYearsOf(term), facts) ??
    planProblem(row, customer, license, plan, situation, facts) ??
    coveredProblem(row, license, term) ??
    priced(row, request, { customer, license, plan, situation, choices, term, held }, facts)
  );
}

type TermOfLine = Pick<
  CheckedLine,
  'customer' | 'license' | 'plan' | 'situation' | 'choices' | 'held'
> & { term: RenewedTerm };

/** The line with its list price, as the plan has it now or a quotation holds it. */
function priced(
  row: number,
  request: LineRequest,
  { term, ...line }: TermOfLine,
  facts: LineFacts,
): CheckedLine | RowProblem {
  const { held, license } = line;
  const prices = facts.plans.get(request.planId)?.prices ?? [];
  const price = priceTerm(term.parts, prices);
  const list = held?.price.list ?? price?.list ?? 0;
  if (list === 0) return { row, field: 'planId', code: 'PLAN_UNAVAILABLE' };
  facts.taken.add(license.id);
  return {
    row,
    ...line,
    firstFiscalYear: term.firstFiscalYear,
    years: term.years,
    fiscalYears: fiscalYearsOf(term),
    // What was quoted for is given, also where a day of it has passed.
    firstDay: held?.firstDay ?? term.firstDay,
    newExpiry: term.lastDay,
    until: request.until ?? null,
    parts: held ? (held.parts ?? []) : (price?.parts ?? []),
    daysGained: term.daysGained,
    prices,
    list,
  };
}

/** The fiscal years that a term holds; one by anniversary holds those that it begins in, so that it is noticed too. */
function fiscalYearsOf({ firstFiscalYear, years }: RenewedTerm): number[] {
  return Array.from({ length: years }, (_, i) => firstFiscalYear + i);
}

function choicesOf(facts: LineFacts, situation: RenewalSituation): readonly number[] {
  const { presentExpiry, fiscalYearStart, minimumGain, proration, lapsed } = situation;
  const key = [presentExpiry, fiscalYearStart, minimumGain, proration, lapsed].join(' ');
  const known = facts.choices.get(key);
  if (known !== undefined) return known;
  const choices = fiscalYearChoices(situation);
  facts.choices.set(key, choices);
  return choices;
}

/**
 * A first year that leaves days uncovered is refused, whoever holds the years before it: what is paid for is what
 * counts, since the other line may never be. Several years are one line.
 */
function yearProblem(
  row: number,
  fiscalYear: number,
  situation: RenewalSituation,
  choices: readonly number[],
): RowProblem | undefined {
  if (choices.includes(fiscalYear)) return undefined;
  const { presentExpiry: expiry, fiscalYearStart } = situation;
  const field = 'firstFiscalYear';
  const latest = choices.at(-1) ?? 0;
  if (fiscalYear > latest) {
    const code = requiredLapsedYear(situation) === null ? 'TERM_LEAVES_GAP' : 'LAPSED_YEAR_FIRST';
    return { row, field, code, expiry, fiscalYear, latest };
  }
  const isCovered = fiscalYear < fiscalYearOf(addDays(expiry, 1), fiscalYearStart);
  return isCovered
    ? { row, field, code: 'ALREADY_COVERED', expiry, fiscalYear }
    : { row, field, code: 'FISCAL_YEAR_OUT_OF_RANGE', fiscalYear };
}

/** One end date is for plans that charge by month or day, and adds a day to the licence. */
function untilProblem(
  row: number,
  { until, firstFiscalYear }: LineRequest,
  plan: QuotedPlan,
  situation: RenewalSituation,
): RowProblem | undefined {
  if (until === undefined) return undefined;
  const field = 'until';
  if (!isProrated(plan) || plan.term_rule === 'anniversary') {
    return { row, field, code: 'UNTIL_NOT_SOLD' };
  }
  const range = untilRange(situation, firstFiscalYear, LIMITS.years);
  return range.from <= until && until <= range.until
    ? undefined
    : { row, field, code: 'UNTIL_OUT_OF_RANGE', ...range };
}

/**
 * A licence has one unpaid line at a time. Of two, the later might be paid first, and the years of the other given
 * away; or the one with another plan, and be overwritten.
 */
function unpaidProblem(
  row: number,
  licenseId: string,
  fiscalYears: readonly number[],
  facts: LineFacts,
): RowProblem | undefined {
  const unpaid = facts.unpaid.get(licenseId);
  if (unpaid) {
    const { fiscalYears: held, ...order } = unpaid;
    const fiscalYear = fiscalYears.find((year) => held.includes(year)) ?? held[0];
    const problem = { row, field: 'firstFiscalYear', code: 'ALREADY_ORDERED', ...order } as const;
    return fiscalYear === undefined ? problem : { ...problem, fiscalYear };
  }
  if (!facts.taken.has(licenseId)) return undefined;
  const [fiscalYear = 0] = fiscalYears;
  return { row, field: 'customerId', code: 'DUPLICATE_ROW', fiscalYear };
}

function planProblem(
  row: number,
  { kind }: Customer,
  license: LicenseRow,
  plan: QuotedPlan,
  situation: RenewalSituation,
  facts: LineFacts,
): RowProblem | undefined {
  if (!customerKindsOf(plan).includes(kind)) {
    const plans = planNamesFor(kind, license, facts);
    return { row, field: 'planId', code: 'PLAN_NOT_FOR_CUSTOMER', plans };
  }
  const { presentExpiry: expiry, today } = situation;
  const from = planChangeableFrom(situation);
  return plan.id !== license.last_plan_id && today < from
    ? { row, field: 'planId', code: 'PLAN_CHANGE_TOO_EARLY', expiry, from }
    : undefined;
}

/** A licence that goes on after a gap has those days already: a renewal fills the gap, and no more. */
function coveredProblem(
  row: number,
  { later_first_day: later, expiry }: LicenseRow,
  { lastDay, firstFiscalYear, years }: RenewedTerm,
): RowProblem | undefined {
  if (later === null || lastDay < later) return undefined;
  const fiscalYear = firstFiscalYear + years - 1;
  return { row, field: 'years', code: 'ALREADY_COVERED', expiry, fiscalYear };
}

function planNamesFor(
  kind: CustomerKind,
  { product_id }: LicenseRow,
  { plans }: LineFacts,
): PlanName[] {
  return [...plans.values()]
    .filter(({ plan }) => plan.product_id === product_id && customerKindsOf(plan).includes(kind))
    .toSorted((one, other) => (one.plan.code < other.plan.code ? -1 : 1))
    .slice(0, NAMED_PLANS)
    .map(({ plan }) => ({ code: plan.code, name: { vi: plan.name_vi, en: plan.name_en } }));
}
