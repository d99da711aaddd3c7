import { addDays } from '../../../shared/calendar-date.ts';
import type { RowProblem } from '../../../shared/error-codes.ts';
import { fiscalYearOf } from '../../../shared/fiscal-year.ts';
import {
  fiscalYearChoices,
  isProrated,
  LAST_RENEWABLE,
  type RenewalSituation,
  requiredLapsedYear,
  type TermRule,
} from '../../../shared/license-term.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { MAX_DONG } from '../../../shared/money.ts';
import { type RenewedTerm, renewedTerm, untilRange } from '../../../shared/renewed-term.ts';
import { priceTerm } from '../../../shared/term-price.ts';
import { termsOfPlan } from '../../directory/catalog/plans.ts';
import type { LicenseToRenew } from '../../directory/licenses/license-standing.ts';
import { licenseOf, planProblem, soldTo } from './check-plan.ts';
import type { CheckedLine, LineFacts } from './checked-line.ts';
import type { LineRequest, QuotedPlan } from './line-request.ts';

/** The line that a row would order, or the reason why it can't; rows are checked from the first on. */
export function checkLine(
  row: number,
  request: LineRequest,
  facts: LineFacts,
): CheckedLine | RowProblem {
  const known = facts.customers.get(request.customerId);
  if (known === undefined) return { row, field: 'customerId', code: 'CUSTOMER_NOT_FOUND' };
  const { customer, licenses } = known;
  const { fiscalYearStart } = customer;
  const guaranteed = facts.quotation?.lineOf(request);
  const license = licenseOf(row, request.licenseId ?? guaranteed?.licenseId, licenses);
  if ('code' in license) return license;
  const { expiry } = license;
  if (expiry > LAST_RENEWABLE) {
    const { firstFiscalYear: fiscalYear } = request;
    return { row, field: 'firstFiscalYear', code: 'ALREADY_COVERED', expiry, fiscalYear };
  }
  const { plan, prices } = soldTo(request, license, guaranteed, facts);
  if (plan === undefined) return { row, field: 'planId', code: 'PLAN_UNAVAILABLE' };
  const present = plan.per_user ? license.last_quantity : 1;
  const quantity = guaranteed?.quantity ?? request.quantity ?? present;
  if (request.presentExpiry !== undefined && request.presentExpiry !== expiry) {
    return { row, field: 'presentExpiry', code: 'LICENSE_MOVED', expiry };
  }
  if (guaranteed && isProrated(plan) && guaranteed.presentExpiry !== expiry) {
    // The quoted days are no longer the days left to be paid.
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
  const ofProduct = licenses.filter((other) => other.product_id === license.product_id);
  const isOneOfSeveral = ofProduct.length > 1;
  const sold = { customer, license, isOneOfSeveral, guaranteed, quantity };
  const problem =
    (isByYear ? yearProblem(row, request.firstFiscalYear, situation, choices) : undefined) ??
    untilProblem(row, request, plan, situation);
  if (problem) return problem;
  const term = renewedTerm(situation, { ...request, termRule: plan.term_rule });
  return (
    unpaidProblem(row, license.id, fiscalYearsOf(term), facts) ??
    planProblem(row, { ...sold, plan }, facts) ??
    coveredProblem(row, license, request, { ...term, termRule: plan.term_rule }) ??
    priced(row, request, { ...sold, plan, prices, situation, choices, term }, facts)
  );
}

type TermOfLine = Pick<
  CheckedLine,
  | 'customer'
  | 'license'
  | 'isOneOfSeveral'
  | 'plan'
  | 'quantity'
  | 'prices'
  | 'situation'
  | 'choices'
  | 'guaranteed'
> & { term: RenewedTerm };

/** The line with its list price, by the plan's present state or by the quotation that guarantees it. */
function priced(
  row: number,
  request: LineRequest,
  { term, ...line }: TermOfLine,
  facts: LineFacts,
): CheckedLine | RowProblem {
  const { guaranteed, license, prices, quantity } = line;
  const price = priceTerm(term.parts, prices, quantity);
  const list = guaranteed?.price.list ?? price?.list ?? 0;
  if (list === 0) return { row, field: 'planId', code: 'PLAN_UNAVAILABLE' };
  if (list > MAX_DONG) return { row, field: 'quantity', code: 'AMOUNT_TOO_LARGE' };
  facts.taken.add(license.id);
  return {
    row,
    ...line,
    firstFiscalYear: term.firstFiscalYear,
    years: term.years,
    fiscalYears: fiscalYearsOf(term),
    // The quoted days are kept, even where one of them has passed.
    firstDay: guaranteed?.firstDay ?? term.firstDay,
    newExpiry: term.lastDay,
    until: request.until ?? null,
    parts: (guaranteed ?? price)?.parts ?? [],
    daysGained: term.daysGained,
    list,
  };
}

/**
 * The fiscal years that a term claims; an anniversary term claims those that it begins in, so that overlaps are
 * noticed, too.
 */
function fiscalYearsOf({ firstFiscalYear, years }: RenewedTerm): number[] {
  return Array.from({ length: years }, (_, i) => firstFiscalYear + i);
}

function choicesOf(facts: LineFacts, situation: RenewalSituation): readonly number[] {
  const { presentExpiry, fiscalYearStart, minimumGain, proration, lapsed, allowsGap } = situation;
  const terms = [minimumGain, proration, lapsed, allowsGap];
  const key = [presentExpiry, fiscalYearStart, ...terms].join(' ');
  const known = facts.choices.get(key);
  if (known !== undefined) return known;
  const choices = fiscalYearChoices(situation);
  facts.choices.set(key, choices);
  return choices;
}

/**
 * A first year that leaves days uncovered is refused, even if another unpaid line has the years before it, which may
 * never be paid. Several years are one line.
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

/** One end date requires a plan that charges by month or day, and adds a day to the licence. */
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
    const { fiscalYears: claimed, ...order } = unpaid;
    const [first = 0] = claimed;
    const fiscalYear = fiscalYears.find((year) => claimed.includes(year)) ?? first;
    return { row, field: 'firstFiscalYear', code: 'ALREADY_ORDERED', ...order, fiscalYear };
  }
  if (!facts.taken.has(licenseId)) return undefined;
  const [fiscalYear = 0] = fiscalYears;
  return { row, field: 'customerId', code: 'DUPLICATE_ROW', fiscalYear };
}

/** A licence that goes on after a gap has those days already: a renewal fills only the gap. */
function coveredProblem(
  row: number,
  { later_first_day: from }: LicenseToRenew,
  { until }: LineRequest,
  { termRule, lastDay, parts: [first] }: RenewedTerm & { termRule: TermRule },
): RowProblem | undefined {
  if (from === null || lastDay < from) return undefined;
  const isTooLate = termRule === 'fiscal_year' && first !== undefined && first.until >= from;
  const field = until !== undefined ? 'until' : isTooLate ? 'firstFiscalYear' : 'years';
  return { row, field, code: 'COVERED_LATER', from, until: addDays(from, -1) };
}
