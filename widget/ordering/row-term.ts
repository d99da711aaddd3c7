import {
  DEFAULT_MINIMUM_GAIN_DAYS,
  type DefaultFiscalYear,
  daysGained,
  defaultFiscalYear,
  fiscalYearChoices,
  type RenewalSituation,
  renewedExpiry,
} from '../../shared/license-term.ts';
import { isShortGain, type LineEffect } from '../../shared/line-remarks.ts';
import type { Plan } from '../../shared/schemas/catalog.ts';
import type { Customer } from '../../shared/schemas/customer.ts';
import type { FormSession } from '../api/session.ts';
import type { DraftRow } from './draft.ts';
import { firstLicense } from './first-license.ts';
import type { QuotedRow } from './quote-controller.ts';

type Terms = Pick<FormSession, 'plans' | 'whoAmI'>;

/** What a row would do to its licence. */
export interface RowEffect extends LineEffect {
  newExpiry: string;
  daysGained: number;
  /** The fiscal year before the row's, left out by default since it adds only so many days. */
  skipped: DefaultFiscalYear['skipped'];
}

/** What the terms of a customer's renewal with a plan depend on; null where there is nothing to renew. */
export function situationOf(
  { plans, whoAmI }: Terms,
  customer: Customer | null,
  planId: string,
): RenewalSituation | null {
  const license = firstLicense(customer);
  if (!customer || !license) return null;
  const plan = plans.find(({ id }) => id === planId);
  return {
    presentExpiry: license.expiry,
    today: whoAmI.today,
    fiscalYearStart: customer.fiscalYearStart,
    minimumGain: plan?.minimumGain ?? DEFAULT_MINIMUM_GAIN_DAYS,
    ...(plan ? { proration: plan.proration, lapsed: plan.lapsed, allowsGap: plan.allowsGap } : {}),
  };
}

/** The row with the expiry that its licence has by now, and the default year that follows from it. */
export function withExpiry(terms: Terms, row: DraftRow, expiry: string): Partial<DraftRow> {
  const license = firstLicense(row.customer);
  if (!row.customer || !license) return {};
  const [, ...others] = row.customer.licenses;
  const customer = { ...row.customer, licenses: [{ ...license, expiry }, ...others] };
  const situation = situationOf(terms, customer, row.planId);
  return situation
    ? { customer, firstFiscalYear: defaultFiscalYear(situation).fiscalYear }
    : { customer };
}

/** The fiscal year given, where a renewal may begin with it; else the default. */
export function allowedYear(situation: RenewalSituation, fiscalYear: number): number {
  const isAllowed = fiscalYearChoices(situation).includes(fiscalYear);
  return isAllowed ? fiscalYear : defaultFiscalYear(situation).fiscalYear;
}

/**
 * The plans that a customer is sold. The row's own stays in sight while it is chosen, with its problem; a draft of
 * an earlier release knows no kind, and the server then says which plan is not for it.
 */
export function plansFor(
  plans: readonly Plan[],
  { customer, planId }: Pick<DraftRow, 'customer' | 'planId'>,
): readonly Plan[] {
  const kind: Customer['kind'] | undefined = customer?.kind;
  const product = firstLicense(customer)?.product;
  return plans.filter(
    (plan) =>
      plan.id === planId ||
      ((kind === undefined || plan.customerKinds.includes(kind)) &&
        (product === undefined || plan.productId === product.id)),
  );
}

/**
 * What a row does, as the server has quoted it; until it has, by the same rules. Null: there is nothing to renew, or
 * no plan to renew it with.
 */
export function rowEffect(
  terms: Terms,
  row: DraftRow,
  quoted: QuotedRow | undefined,
): RowEffect | null {
  if (quoted) {
    const chargedParts = quoted.parts.filter(({ charged }) => charged !== null);
    return { ...quoted, chargedParts, skipped: skippedFor(row, quoted.defaultYear) };
  }
  const { customer, planId, firstFiscalYear, years } = row;
  const plan = terms.plans.find(({ id }) => id === planId);
  const situation = situationOf(terms, customer, planId);
  const license = firstLicense(customer);
  if (!plan || !customer || !license || !situation) return null;
  const { fiscalYearStart } = customer;
  const { presentExpiry, today } = situation;
  const { termRule } = plan;
  const term = { termRule, firstFiscalYear, years, fiscalYearStart };
  const newExpiry = renewedExpiry(term, presentExpiry, today);
  return {
    plan,
    presentPlan: license.renewal.plan,
    changesPlan: license.renewal.planId !== planId,
    newExpiry,
    daysGained: daysGained(presentExpiry, newExpiry, today),
    skipped: skippedFor(row, termRule === 'anniversary' ? null : defaultFiscalYear(situation)),
  };
}

/** Only a row that begins with the default year is so because another was left out. */
function skippedFor(
  { firstFiscalYear }: DraftRow,
  byDefault: DefaultFiscalYear | null,
): DefaultFiscalYear['skipped'] {
  return byDefault?.fiscalYear === firstFiscalYear ? byDefault.skipped : null;
}

/** Whether a row adds less than six months. */
export function isShort(effect: RowEffect | null): boolean {
  return isShortGain(effect?.daysGained ?? null);
}
