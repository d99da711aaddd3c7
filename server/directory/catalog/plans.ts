import type { CustomerKind } from '../../../shared/customer-kind.ts';
import type { PlanTerms } from '../../../shared/license-term.ts';
import type { Plan } from '../../../shared/schemas/catalog.ts';
import type { YearPrice } from '../../../shared/term-price.ts';
import type { Actor, Context } from '../../context/context.ts';
import type { Reader } from '../../database/db.ts';
import { customerKindsColumn } from '../../database/json-column.ts';
import { prepared } from '../../database/prepared.ts';
import { shared } from '../../database/shared-reads.ts';
import type { Tables } from '../../database/tables.ts';

/** A plan with its yearly prices by the fiscal year from which each applies, earliest first. */
export interface PricedPlan {
  plan: Tables['plans'];
  prices: YearPrice[];
}

/** The plans on sale. */
export async function listPlans(context: Context, actor: Actor): Promise<Plan[]> {
  const plans = await context.db
    .selectFrom('plans')
    .innerJoin('products', 'products.id', 'product_id')
    .selectAll('plans')
    .where('plans.portal_id', '=', actor.portalId)
    .where('plans.active', '=', 1)
    .where('products.active', '=', 1)
    .orderBy('plans.code')
    .execute();
  return plans.map((plan) => ({
    id: plan.id,
    productId: plan.product_id,
    code: plan.code,
    name: { vi: plan.name_vi, en: plan.name_en },
    termRule: plan.term_rule,
    vatRate: plan.vat_rate,
    commitmentDays: plan.commitment_days,
    minimumGain: plan.minimum_gain,
    customerKinds: customerKindsOf(plan),
    proration: plan.proration,
    lapsed: plan.lapsed,
    perUser: plan.per_user === 1,
    allowsGap: plan.allows_gap === 1,
  }));
}

/** A plan's rules for terms. */
export function termsOfPlan(
  plan: Pick<Tables['plans'], 'minimum_gain' | 'proration' | 'lapsed' | 'allows_gap'>,
): PlanTerms {
  return {
    minimumGain: plan.minimum_gain,
    proration: plan.proration,
    lapsed: plan.lapsed,
    allowsGap: plan.allows_gap === 1,
  };
}

/** The kinds of customer that a plan is sold to. */
export function customerKindsOf(plan: Pick<Tables['plans'], 'customer_kinds'>): CustomerKind[] {
  return customerKindsColumn.decode(plan.customer_kinds);
}

const readPlansOnSale = shared(
  prepared((reader, { portalId }: { portalId: string }) =>
    reader
      .selectFrom('plans')
      .innerJoin('products', 'products.id', 'product_id')
      .selectAll('plans')
      .where('plans.portal_id', '=', portalId)
      .where('plans.active', '=', 1)
      .where('products.active', '=', 1),
  ),
);

const readPrices = shared(
  prepared((reader, { portalId }: { portalId: string }) =>
    reader
      .selectFrom('plan_prices')
      .innerJoin('plans', 'plans.id', 'plan_prices.plan_id')
      .select(['plan_id', 'from_fiscal_year', 'price_per_year'])
      .where('portal_id', '=', portalId)
      .orderBy('from_fiscal_year'),
  ),
);

/** The portal's plans on sale by id, with their prices. */
export async function readPricedPlans(
  reader: Reader,
  portalId: string,
): Promise<Map<string, PricedPlan>> {
  const plans = await readPlansOnSale(reader, { portalId });
  const prices = await readPrices(reader, { portalId });
  const byId = new Map(plans.map((plan): [string, PricedPlan] => [plan.id, { plan, prices: [] }]));
  for (const price of prices) {
    byId.get(price.plan_id)?.prices.push({
      fromFiscalYear: price.from_fiscal_year,
      pricePerYear: price.price_per_year,
    });
  }
  return byId;
}
