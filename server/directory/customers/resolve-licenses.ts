import type { FieldProblem } from '../../../shared/error-codes.ts';
import type { CustomerDeclaration, LicenseDeclaration } from '../../../shared/schemas/customer.ts';
import type { Tables } from '../../database/tables.ts';
import type { PortalsWord } from '../licenses/declared-periods.ts';

/** A plan as far as a licence depends on it. */
export type KnownPlan = Pick<Tables['plans'], 'id' | 'code' | 'product_id' | 'per_user'> & {
  product_code: string;
};

/** A licence that a customer is declared with, its plans known. */
export interface ResolvedLicense {
  externalId: string | undefined;
  productId: string;
  path: (string | number)[];
  word: PortalsWord;
}

type Path = (string | number)[];

/**
 * Finds the plans of declared licences. All plans of one are of one product, that which it names if it does, and only
 * what is sold by user has more than one.
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
