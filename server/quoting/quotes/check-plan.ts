import type { CustomerKind } from '../../../shared/customer-kind.ts';
import type { RowProblem } from '../../../shared/error-codes.ts';
import type { PlanName } from '../../../shared/schemas/catalog.ts';
import type { YearPrice } from '../../../shared/term-price.ts';
import { customerKindsOf } from '../../directory/catalog/plans.ts';
import type { LicenseToRenew } from '../../directory/licenses/license-standing.ts';
import type { CheckedLine, LineFacts } from './checked-line.ts';
import type { LineRequest, QuotedPlan } from './line-request.ts';
import type { QuotationLine } from './quotation-content.ts';

/** The licence that a row means: the one that it names, or the customer's only one. */
export function licenseOf(
  row: number,
  licenseId: string | undefined,
  licenses: readonly LicenseToRenew[],
): LicenseToRenew | RowProblem {
  const [first, second] = licenses;
  if (first === undefined) return { row, field: 'customerId', code: 'NO_LICENSE' };
  if (licenseId === undefined) {
    return second ? { row, field: 'licenseId', code: 'LICENSE_REQUIRED' } : first;
  }
  const named = licenses.find(({ id }) => id === licenseId);
  return named ?? { row, field: 'licenseId', code: 'LICENSE_NOT_FOUND' };
}

/** The plan of a row, as it is sold or a quotation guarantees it; undefined: it is not sold. */
export function soldTo(
  request: LineRequest,
  license: LicenseToRenew,
  guaranteed: QuotationLine | undefined,
  { plans }: LineFacts,
): { plan: QuotedPlan | undefined; prices: readonly YearPrice[] } {
  const sold = plans.get(request.planId ?? license.last_plan_id);
  return { plan: guaranteed?.plan ?? sold?.plan, prices: sold?.prices ?? [] };
}

/** Most plans that a problem names: each of 2,000 rows may have it. */
const NAMED_PLANS = 10;

type Sold = Pick<CheckedLine, 'customer' | 'license' | 'plan' | 'quantity' | 'guaranteed'>;

export function planProblem(
  row: number,
  { customer: { kind }, license, plan, quantity, guaranteed }: Sold,
  facts: LineFacts,
): RowProblem | undefined {
  // A quotation was of the licence’s own product, whichever its plan is of since.
  if (guaranteed === undefined && plan.product_id !== license.product_id) {
    return { row, field: 'planId', code: 'PLAN_OF_OTHER_PRODUCT' };
  }
  if (quantity > 1 && plan.per_user === 0) {
    return { row, field: 'quantity', code: 'QUANTITY_NOT_SOLD' };
  }
  if (!customerKindsOf(plan).includes(kind)) {
    const plans = planNamesFor(kind, license, facts);
    return { row, field: 'planId', code: 'PLAN_NOT_FOR_CUSTOMER', plans };
  }
  return undefined;
}

function planNamesFor(
  kind: CustomerKind,
  { product_id }: LicenseToRenew,
  { plans }: LineFacts,
): PlanName[] {
  return [...plans.values()]
    .filter(({ plan }) => plan.product_id === product_id && customerKindsOf(plan).includes(kind))
    .toSorted((one, other) => (one.plan.code < other.plan.code ? -1 : 1))
    .slice(0, NAMED_PLANS)
    .map(({ plan }) => ({ code: plan.code, name: { vi: plan.name_vi, en: plan.name_en } }));
}
