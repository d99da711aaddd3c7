import type { ProductDeclaration } from '../../../shared/schemas/catalog.ts';
import { audit } from '../../announce/audit.ts';
import type { Context } from '../../context/context.ts';
import { inTransaction } from '../../context/in-transaction.ts';
import type { Tx } from '../../database/db.ts';
import { newId } from '../../database/id.ts';
import type { Tables } from '../../database/tables.ts';

/** Adds or changes the portal's products, by code; products that are not named stay as they are. */
export async function declareProducts(
  context: Context,
  portalId: string,
  products: readonly ProductDeclaration[],
): Promise<void> {
  await inTransaction(context, async (work) => {
    for (const { code, name, active } of products) {
      const values: Omit<Tables['products'], 'id' | 'portal_id' | 'code'> = {
        name_vi: name.vi,
        name_en: name.en,
        active: active ? 1 : 0,
      };
      await work.tx
        .insertInto('products')
        .values({ id: newId(), portal_id: portalId, code, ...values })
        .onConflict((conflict) => conflict.columns(['portal_id', 'code']).doUpdateSet(values))
        .execute();
    }
    await audit(work, {
      portalId,
      firmId: null,
      actor: 'portal',
      action: 'products.declared',
      subjectId: portalId,
      details: { codes: products.map((product) => product.code) },
    });
  });
}

/** The product of plans that name none; made when first needed. */
const DEFAULT_PRODUCT = { code: 'default', name_vi: 'Phần mềm', name_en: 'Software' };

/** The portal's products by code; `undefined` stands for the default one. */
export async function readProductIds(
  tx: Tx,
  portalId: string,
): Promise<Map<string | undefined, string>> {
  await tx
    .insertInto('products')
    .values({ id: newId(), portal_id: portalId, ...DEFAULT_PRODUCT, active: 1 })
    .onConflict((conflict) => conflict.columns(['portal_id', 'code']).doNothing())
    .execute();
  const products = await tx
    .selectFrom('products')
    .select(['id', 'code'])
    .where('portal_id', '=', portalId)
    .execute();
  const ids = new Map<string | undefined, string>(products.map(({ id, code }) => [code, id]));
  return ids.set(undefined, ids.get(DEFAULT_PRODUCT.code) ?? '');
}
