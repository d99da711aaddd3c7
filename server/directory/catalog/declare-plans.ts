import { CUSTOMER_KINDS } from '../../../shared/customer-kind.ts';
import { DEFAULT_MINIMUM_GAIN_DAYS } from '../../../shared/license-term.ts';
import type { PlanDeclaration } from '../../../shared/schemas/catalog.ts';
import { audit } from '../../announce/audit.ts';
import type { Context } from '../../context/context.ts';
import { inTransaction } from '../../context/in-transaction.ts';
import type { Tx } from '../../database/db.ts';
import { newId } from '../../database/id.ts';
import { customerKindsColumn } from '../../database/json-column.ts';
import type { Tables } from '../../database/tables.ts';
import { DomainError } from '../../foundation/domain-error.ts';
import { moveToProduct } from '../licenses/move-to-product.ts';
import { readProductIds } from './declare-products.ts';

/**
 * Adds or changes the portal's plans, by code; plans that are not named stay as they are. Licences go with their plan
 * to another product.
 *
 * @throws DomainError INVALID_INPUT at an unknown product, or one of which a customer would have two licences
 */
export async function declarePlans(
  context: Context,
  portalId: string,
  plans: readonly PlanDeclaration[],
): Promise<void> {
  await inTransaction(context, async (work) => {
    const { tx } = work;
    const products = await readProductIds(tx, portalId);
    const former = await readProductsOfPlans(tx, portalId);
    for (const [index, declared] of plans.entries()) {
      const path = ['plans', index, 'productCode'];
      const productId = products.get(declared.productCode);
      if (productId === undefined) refuse(path, 'INVALID');
      const values = planValues(declared, productId);
      const plan = await tx
        .insertInto('plans')
        .values({ id: newId(), portal_id: portalId, code: declared.code, ...values })
        .onConflict((conflict) => conflict.columns(['portal_id', 'code']).doUpdateSet(values))
        .returning('id')
        .executeTakeFirstOrThrow();
      const hasMoved = (former.get(plan.id) ?? productId) !== productId;
      if (hasMoved && !(await moveToProduct(tx, { planId: plan.id, productId }))) {
        refuse(path, 'LICENSE_EXISTS');
      }
      await replacePrices(tx, plan.id, declared.prices);
    }
    await audit(work, {
      portalId,
      firmId: null,
      actor: 'portal',
      action: 'plans.declared',
      subjectId: portalId,
      details: { codes: plans.map((plan) => plan.code) },
    });
  });
}

function planValues(
  declared: PlanDeclaration,
  productId: string,
): Omit<Tables['plans'], 'id' | 'portal_id' | 'code'> {
  return {
    product_id: productId,
    per_user: declared.perUser ? 1 : 0,
    allows_gap: declared.allowsGap ? 1 : 0,
    name_vi: declared.name.vi,
    name_en: declared.name.en,
    term_rule: declared.termRule,
    vat_rate: declared.vatRate,
    commitment_days: declared.commitmentDays ?? 0,
    minimum_gain: declared.minimumGain ?? DEFAULT_MINIMUM_GAIN_DAYS,
    customer_kinds: customerKindsColumn.encode([
      ...new Set(declared.customerKinds ?? CUSTOMER_KINDS),
    ]),
    proration: declared.proration ?? 'none',
    lapsed: declared.lapsed ?? 'optional',
    active: declared.active ? 1 : 0,
  };
}

/** Replaces a plan's prices; of several from one fiscal year on, the last counts. */
async function replacePrices(
  tx: Tx,
  planId: string,
  declared: PlanDeclaration['prices'],
): Promise<void> {
  await tx.deleteFrom('plan_prices').where('plan_id', '=', planId).execute();
  const prices = new Map(declared.map((price) => [price.fromFiscalYear, price]));
  await tx
    .insertInto('plan_prices')
    .values(
      [...prices.values()].map((price) => ({
        plan_id: planId,
        from_fiscal_year: price.fromFiscalYear,
        price_per_year: price.pricePerYear,
      })),
    )
    .execute();
}

async function readProductsOfPlans(tx: Tx, portalId: string): Promise<Map<string, string>> {
  const plans = await tx
    .selectFrom('plans')
    .select(['id', 'product_id'])
    .where('portal_id', '=', portalId)
    .execute();
  return new Map(plans.map((plan) => [plan.id, plan.product_id]));
}

function refuse(path: (string | number)[], code: 'INVALID' | 'LICENSE_EXISTS'): never {
  throw new DomainError('INVALID_INPUT', { fieldProblems: [{ path, code }] });
}
