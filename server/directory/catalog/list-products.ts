import type { ProductWithPlans } from '../../../shared/schemas/catalog.ts';
import type { Actor, Context } from '../../context/context.ts';

/** The portal's products with all their plans: licences may still have plans that are no longer sold. */
export async function listProducts(
  { db }: Context,
  { portalId }: Pick<Actor, 'portalId'>,
): Promise<ProductWithPlans[]> {
  const products = await db
    .selectFrom('products')
    .select(['id', 'code', 'name_vi', 'name_en'])
    .where('portal_id', '=', portalId)
    .orderBy('code')
    .execute();
  const plans = await db
    .selectFrom('plans')
    .select(['product_id', 'code', 'name_vi', 'name_en'])
    .where('portal_id', '=', portalId)
    .orderBy('code')
    .execute();
  const ofProduct = Map.groupBy(plans, (plan) => plan.product_id);
  return products.map((product) => ({
    ...named(product),
    plans: (ofProduct.get(product.id) ?? []).map(named),
  }));
}

function named({ code, name_vi, name_en }: { code: string; name_vi: string; name_en: string }) {
  return { code, name: { vi: name_vi, en: name_en } };
}
