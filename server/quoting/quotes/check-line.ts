import { addDays, type CalendarDate, laterOf } from '../../../shared/calendar-date.ts';
import type { RowProblem } from '../../../shared/error-codes.ts';
import { fiscalYearOf } from '../../../shared/fiscal-year.ts';
import {
  daysGained,
  fiscalYearChoices,
  LAST_RENEWABLE,
  planChangeableFrom,
  type RenewalSituation,
  renewedExpiry,
} from '../../../shared/license-term.ts';
import type { Dong } from '../../../shared/money.ts';
import type { Customer } from '../../../shared/schemas/customer.ts';
import type { Tables } from '../../database/tables.ts';
import { customerKindsOf, type PricedPlan } from '../../directory/catalog/plans.ts';
import { listPriceOf, type PricedLine } from '../pricing/pricing.ts';
import type { HeldQuotation } from './hold-quotation.ts';

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
  | 'id'
  | 'code'
  | 'name_vi'
  | 'name_en'
  | 'term_rule'
  | 'vat_rate'
  | 'minimum_gain'
  | 'customer_kinds'
>;

/** A line that can be ordered, with all that an order keeps of it but the price. */
export interface CheckedLine {
  row: number;
  customer: Customer;
  license: License;
  plan: QuotedPlan;
  firstFiscalYear: number;
  years: number;
  /** The fiscal years that the term touches; no other live line may have them. */
  fiscalYears: number[];
  newExpiry: string;
  /** From today on. */
  daysGained: number;
  /** The fiscal years that it may begin with; none by anniversary. */
  choices: readonly number[];
  situation: RenewalSituation;
  list: Dong;
  /** What a quotation holds for it. */
  held: PricedLine | undefined;
}

/** All that lines are checked against; rows that pass are added to `taken`. */
export interface LineFacts {
  customers: ReadonlyMap<string, Customer>;
  plans: ReadonlyMap<string, PricedPlan>;
  quotation: HeldQuotation | null;
  /** The unpaid line of a licence, with the fiscal years that it holds, by licence. */
  unpaid: ReadonlyMap<string, UnpaidLine>;
  /** Licences that rows above have taken. */
  taken: Set<string>;
  /** By expiry, start and minimum gain: most licences of a firm share theirs. */
  choices: Map<string, readonly number[]>;
  today: CalendarDate;
}

export interface UnpaidLine {
  orderId: string;
  orderNumber: string;
  fiscalYears: readonly number[];
}

type License = NonNullable<Customer['license']>;

/** What one row would order, or why it can't; rows are checked from the first on. */
export function checkLine(
  row: number,
  request: LineRequest,
  facts: LineFacts,
): CheckedLine | RowProblem {
  const customer = facts.customers.get(request.customerId);
  if (customer === undefined) return { row, field: 'customerId', code: 'CUSTOMER_NOT_FOUND' };
  const { license, fiscalYearStart } = customer;
  if (license === null) return { row, field: 'customerId', code: 'NO_LICENSE' };
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
  const situation: RenewalSituation = {
    presentExpiry: expiry,
    today: facts.today,
    fiscalYearStart,
    minimumGain: plan.minimum_gain,
  };
  const byAnniversary = plan.term_rule === 'anniversary';
  // An anniversary term begins after the present expiry, whatever year was sent; its fiscal year is
  // the one it begins in, so that a second such order is noticed too.
  const firstFiscalYear = byAnniversary
    ? fiscalYearOf(laterOf(addDays(expiry, 1), facts.today), fiscalYearStart)
    : request.firstFiscalYear;
  const { years } = request;
  const fiscalYears = Array.from({ length: years }, (_, i) => firstFiscalYear + i);
  const choices = choicesOf(facts, situation);
  const problem =
    yearProblem(row, firstFiscalYear, situation, choices) ??
    unpaidProblem(row, license.id, fiscalYears, facts) ??
    planProblem(row, customer, plan, situation);
  if (problem) return problem;
  const prices = facts.plans.get(request.planId)?.prices ?? [];
  const list = held?.price.list ?? listPriceOf(prices, firstFiscalYear, years);
  if (list === null || list === 0) return { row, field: 'planId', code: 'PLAN_UNAVAILABLE' };
  const term = { termRule: plan.term_rule, firstFiscalYear, years, fiscalYearStart };
  const newExpiry = renewedExpiry(term, expiry, facts.today);
  facts.taken.add(license.id);
  return {
    row,
    customer,
    license,
    plan,
    firstFiscalYear,
    years,
    fiscalYears,
    newExpiry,
    daysGained: daysGained(expiry, newExpiry, facts.today),
    choices: byAnniversary ? [] : choices,
    situation,
    list,
    held,
  };
}

function choicesOf(facts: LineFacts, situation: RenewalSituation): readonly number[] {
  const { presentExpiry, fiscalYearStart, minimumGain } = situation;
  const key = `${presentExpiry} ${fiscalYearStart} ${minimumGain}`;
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
  { presentExpiry: expiry, fiscalYearStart }: RenewalSituation,
  choices: readonly number[],
): RowProblem | undefined {
  if (choices.includes(fiscalYear)) return undefined;
  const field = 'firstFiscalYear';
  const latest = choices.at(-1) ?? 0;
  if (fiscalYear > latest)
    return { row, field, code: 'TERM_LEAVES_GAP', expiry, fiscalYear, latest };
  const isCovered = fiscalYear < fiscalYearOf(addDays(expiry, 1), fiscalYearStart);
  return isCovered
    ? { row, field, code: 'ALREADY_COVERED', expiry, fiscalYear }
    : { row, field, code: 'FISCAL_YEAR_OUT_OF_RANGE', fiscalYear };
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
  { kind, license }: Customer,
  plan: QuotedPlan,
  situation: RenewalSituation,
): RowProblem | undefined {
  if (!customerKindsOf(plan).includes(kind)) {
    return { row, field: 'planId', code: 'PLAN_NOT_FOR_CUSTOMER' };
  }
  const { presentExpiry: expiry, today } = situation;
  const from = planChangeableFrom(situation);
  return plan.id !== license?.planId && today < from
    ? { row, field: 'planId', code: 'PLAN_CHANGE_TOO_EARLY', expiry, from }
    : undefined;
}
