import type { Tx } from '../../database/db.ts';
import { inList } from '../../database/in-list.ts';

/**
 * Moves the licences whose last period has a plan to another product, when the plan moves to it.
 *
 * @returns false where a customer would have two licences of the product without the portal's id; then none moves
 */
export async function moveToProduct(
  tx: Tx,
  { planId, productId }: { planId: string; productId: string },
): Promise<boolean> {
  const moving = await tx
    .selectFrom('licenses')
    .innerJoin('license_periods as last', 'last.license_id', 'licenses.id')
    .select((select) => [
      'licenses.id',
      select
        .exists(
          select
            .selectFrom('licenses as other')
            .select('other.id')
            .whereRef('other.customer_id', '=', 'licenses.customer_id')
            .whereRef('other.id', '<>', 'licenses.id')
            .where('other.product_id', '=', productId)
            .where('other.external_id', 'is', null),
        )
        .as('has_other'),
      'licenses.external_id',
    ])
    .where('licenses.product_id', '<>', productId)
    .where('last.plan_id', '=', planId)
    .where('last.ended_at', 'is', null)
    .where('last.source', '<>', 'commitment')
    .where((where) =>
      where.not(
        where.exists(
          where
            .selectFrom('license_periods as later')
            .select('later.id')
            .whereRef('later.license_id', '=', 'licenses.id')
            .whereRef('later.first_day', '>', 'last.first_day')
            .where('later.ended_at', 'is', null)
            .where('later.source', '<>', 'commitment'),
        ),
      ),
    )
    .execute();
  if (moving.some((license) => license.external_id === null && license.has_other)) return false;
  await tx
    .updateTable('licenses')
    .set({ product_id: productId })
    .where(
      inList(
        'id',
        moving.map(({ id }) => id),
      ),
    )
    .execute();
  return true;
}
