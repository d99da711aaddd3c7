import {
  DEFAULT_MINIMUM_GAIN_DAYS,
  type DefaultFiscalYear,
  daysGained,
  defaultFiscalYear,
  fiscalYearChoices,
  type RenewalSituation,
  renewedExpiry,
} from '../../../shared/license-term.ts';
import { isShortGain, type LineEffect } from '../../../shared/line-remarks.ts';
import type { Plan } from '../../../shared/schemas/catalog.ts';
import type { Customer } from '../../../shared/schemas/customer.ts';
import type { FormSignIn } from '../../api/sign-in.ts';
import type { DraftRow } from '../draft/draft.ts';
import { licenseOf } from '../draft/row-license.ts';
import type { QuotedRow } from '../quote/quote-controller.ts';

type Terms = Pick<FormSignIn, 'plans' | 'whoAmI'>;

/** What a row would do to its licence. */
export interface RowEffect extends LineEffect {
  newExpiry: string;
  daysGained: number;
  /** The fiscal year before the row's, left out by default since it adds only so many days. */
  skipped: DefaultFiscalYear['skipped'];
}

type RowChoice = Pick<DraftRow, 'customer' | 'licenseId' | 'planId'>;

/** The plan of a row; undefined: none is chosen, or it is no longer sold. */
export function planOf({ plans }: Pick<Terms, 'plans'>, { planId }: Pick<DraftRow, 'planId'>) {
  return plans.find(({ id }) => id === planId);
}

/** What the terms of a licence's renewal with a plan depend on; null where there is nothing to renew. */
export function situationOf(terms: Terms, row: RowChoice): RenewalSituation | null {
  const { customer } = row;
  const license = licenseOf(row);
  if (!customer || !license) return null;
  const plan = planOf(terms, row);
  const { whoAmI } = terms;
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
  if (!row.customer) return {};
  const licenses = row.customer.licenses.map((license) =>
    license.id === row.licenseId ? { ...license, expiry } : license,
  );
  const customer = { ...row.customer, licenses };
  const situation = situationOf(terms, { ...row, customer });
  return situation
    ? { customer, firstFiscalYear: defaultFiscalYear(situation).fiscalYear }
    : { customer };
}

/** The fiscal year given, where a renewal may begin with it; else the default. */
export function allowedYear(situation: RenewalSituation, fiscalYear: number): number {
  const isAllowed = fiscalYearChoices(situation).includes(fiscalYear);
  return isAllowed ? fiscalYear : defaultFiscalYear(situation).fiscalYear;
}

/** What of a row changes with its plan: users and a shared end date are those of the plan before. */
export function withPlan(terms: Terms, row: DraftRow, planId: string): Partial<DraftRow> {
  const changed = { planId, quantity: null, until: null };
  const situation = situationOf(terms, { ...row, planId });
  if (!situation) return changed;
  return { ...changed, firstFiscalYear: allowedYear(situation, row.firstFiscalYear) };
}

/**
 * The plans that a customer is sold. The row's own stays in sight while it is chosen, with its problem; a draft of
 * an earlier release knows no kind, and the server then says which plan is not for it.
 */
export function plansFor(plans: readonly Plan[], row: RowChoice): readonly Plan[] {
  const { planId } = row;
  const kind: Customer['kind'] | undefined = row.customer?.kind;
  const product = licenseOf(row)?.product;
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
 *
 * @param former the quote before, while another is fetched: what it says of the same licence, plan and first year stays
 */
export function rowEffect(
  terms: Terms,
  row: DraftRow,
  quoted: QuotedRow | undefined,
  former?: QuotedRow,
): RowEffect | null {
  if (quoted) {
    const skipped = skippedFor(row, quoted.defaultYear);
    return { ...quoted, ...firstDaysOf(quoted), skipped };
  }
  const { customer, planId, quantity, firstFiscalYear, years, until } = row;
  const plan = planOf(terms, row);
  const situation = situationOf(terms, row);
  const license = licenseOf(row);
  if (!plan || !customer || !license || !situation) return null;
  const { fiscalYearStart } = customer;
  const { presentExpiry, today } = situation;
  const { termRule } = plan;
  const term = { termRule, firstFiscalYear, years, fiscalYearStart, until };
  const newExpiry = renewedExpiry(term, presentExpiry, today);
  return {
    plan,
    presentPlan: license.renewal.plan,
    changesPlan: license.renewal.planId !== planId,
    quantity: plan.perUser ? (quantity ?? license.renewal.quantity) : 1,
    presentQuantity: license.renewal.quantity,
    newExpiry,
    daysGained: daysGained(presentExpiry, newExpiry, today),
    skipped: skippedFor(row, termRule === 'anniversary' ? null : defaultFiscalYear(situation)),
    ...(former && beginsAlike(row, former) ? firstDaysOf(former) : { gap: null }),
  };
}

/** Where a quoted term begins: the years charged in part, and the days before it that are not in force. */
function firstDaysOf({ parts, gap }: QuotedRow): Pick<RowEffect, 'chargedParts' | 'gap'> {
  return { chargedParts: parts.filter(({ charged }) => charged !== null), gap };
}

/** Whether a row still begins as it was quoted. */
function beginsAlike({ licenseId, planId, firstFiscalYear }: DraftRow, quoted: QuotedRow): boolean {
  const isSame = licenseId === quoted.licenseId && planId === quoted.planId;
  return isSame && quoted.parts[0]?.fiscalYear === firstFiscalYear;
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
