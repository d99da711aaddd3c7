import {
  DEFAULT_MINIMUM_GAIN_DAYS,
  type DefaultFiscalYear,
  daysGained,
  defaultFiscalYear,
  fiscalYearChoices,
  isShortGain,
  type RenewalSituation,
  renewedExpiry,
} from '../../../shared/license-term.ts';
import type { LineEffect } from '../../../shared/line-remarks.ts';
import type { Plan } from '../../../shared/schemas/catalog.ts';
import type { Customer } from '../../../shared/schemas/customer.ts';
import type { FormSignIn } from '../../api/sign-in.ts';
import type { DraftRow } from '../draft/draft.ts';
import { licenseOf } from '../draft/row-license.ts';
import type { QuotedRow } from '../quote/quoting.ts';

export type Terms = Pick<FormSignIn, 'plans' | 'whoAmI'>;

/** The effect of a row on its licence. */
export interface RowEffect extends LineEffect {
  newExpiry: string;
  daysGained: number;
  /** The earlier fiscal year that the default skips because it adds too few days, with their number. */
  skipped: DefaultFiscalYear['skipped'];
}

type RowChoice = Pick<DraftRow, 'customer' | 'licenseId' | 'planId'>;

/** The row's plan; undefined if none is chosen, or it is no longer sold. */
export function planOf({ plans }: Pick<Terms, 'plans'>, { planId }: Pick<DraftRow, 'planId'>) {
  return plans.find(({ id }) => id === planId);
}

/** The input of the renewal rules for a row's licence and plan; null if there is no licence to renew. */
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

/** The given fiscal year if a renewal may begin with it, or else the default. */
export function allowedYear(situation: RenewalSituation, fiscalYear: number): number {
  const isAllowed = fiscalYearChoices(situation).includes(fiscalYear);
  return isAllowed ? fiscalYear : defaultFiscalYear(situation).fiscalYear;
}

/** A change of the row's plan, which resets the users and the common end date chosen for the former plan. */
export function withPlan(terms: Terms, row: DraftRow, planId: string): Partial<DraftRow> {
  const changed = { planId, quantity: null, until: null };
  const situation = situationOf(terms, { ...row, planId });
  if (!situation) return changed;
  return { ...changed, firstFiscalYear: allowedYear(situation, row.firstFiscalYear) };
}

/**
 * The plans to choose from: those for the customer's kind and the licence's product. The chosen plan is always among
 * them, with its problem if any. A draft of an earlier release has no kind; the server then refuses unsuitable plans.
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
 * The row's effect as the server quoted it; until it answers, as the shared rules compute it. Null if the row has no
 * licence or no plan.
 *
 * @param former the quote before, whose parts and gap stay shown for the same licence, plan and first year
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

/** The quoted term's partly charged years, and the days before it that are not in force. */
function firstDaysOf({ parts, gap }: QuotedRow): Pick<RowEffect, 'chargedParts' | 'gap'> {
  return { chargedParts: parts.filter(({ charged }) => charged !== null), gap };
}

/** Whether the row has the quoted licence, plan and first year. */
function beginsAlike({ licenseId, planId, firstFiscalYear }: DraftRow, quoted: QuotedRow): boolean {
  const isSame = licenseId === quoted.licenseId && planId === quoted.planId;
  return isSame && quoted.parts[0]?.fiscalYear === firstFiscalYear;
}

/** The year skipped by default; null if the row begins with another year than the default. */
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
