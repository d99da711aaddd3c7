import type { FieldProblem } from '../../../shared/error-codes.ts';
import type { CustomerDeclaration, LicenseDeclaration } from '../../../shared/schemas/customer.ts';
import type { Tables } from '../../database/tables.ts';
import type { PortalsWord } from '../licenses/declared-periods.ts';

/** The parts of a plan that a licence depends on. */
export type KnownPlan = Pick<Tables['plans'], 'id' | 'code' | 'product_id' | 'per_user'> & {
  product_code: string;
};

/** A declared licence of a customer, with its plans. */
export interface ResolvedLicense {
  externalId: string | undefined;
  productId: string;
  path: (string | number)[];
  word: PortalsWord;
}

type Path = (string | number)[];

/**
 * Finds the plans of declared licences. All plans of a licence are of one product, which is the named one if there is
 * one, and only plans that are sold by user have more than one.
 *
 * @returns by customer, in the order of the call
 */
export function resolveLicenses(
  customers: readonly CustomerDeclaration[],
  plans: ReadonlyMap<string, KnownPlan>,
): { licenses: ResolvedLicense[][]; problems: FieldProblem[] } {
  const problems: FieldProblem[] = [];
  const licenses = customers.map(({ licenses: declared }, at) =>
    declared.flatMap((license, index): ResolvedLicense[] => {
      const path = ['customers', at, 'licenses', index];
      const resolved = resolve(license, path, plans, problems);
      return resolved ? [resolved] : [];
    }),
  );
  return { licenses, problems };
}

function resolve(
  declared: LicenseDeclaration,
  path: Path,
  plans: ReadonlyMap<string, KnownPlan>,
  problems: FieldProblem[],
): ResolvedLicense | undefined {
  const sold = declared.periods ?? [declared];
  const known = sold.map(({ planCode = '' }) => plans.get(planCode));
  const [first] = known;
  const count = problems.length;
  for (const [index, { quantity = 1 }] of sold.entries()) {
    const own = declared.periods ? [...path, 'periods', index] : path;
    const plan = known[index];
    if (plan === undefined || plan.product_id !== first?.product_id) {
      problems.push({ path: [...own, 'planCode'], code: 'INVALID' });
    } else if (quantity > 1 && plan.per_user === 0) {
      problems.push({ path: [...own, 'quantity'], code: 'INVALID' });
    }
  }
  const { productCode, externalId } = declared;
  if (first && productCode !== undefined && productCode !== first.product_code) {
    problems.push({ path: [...path, 'productCode'], code: 'INVALID' });
  }
  if (first === undefined || problems.length > count) return undefined;
  return { externalId, productId: first.product_id, path, word: wordOf(declared, plans) };
}

function wordOf(declared: LicenseDeclaration, plans: ReadonlyMap<string, KnownPlan>): PortalsWord {
  const idOf = (code: string | undefined) => plans.get(code ?? '')?.id ?? '';
  const { periods, planCode, quantity = 1, expiry = '', firstDay } = declared;
  if (periods === undefined) return { planId: idOf(planCode), quantity, expiry, firstDay };
  return {
    periods: periods.map((period) => ({
      first_day: period.firstDay,
      last_day: period.lastDay,
      plan_id: idOf(period.planCode),
      quantity: period.quantity ?? 1,
    })),
  };
}
