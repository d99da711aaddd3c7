import { alsoHas } from '../database/also-has.ts';
import type { Reader } from '../database/db.ts';
import { inList } from '../database/in-list.ts';
import type { Tables } from '../database/tables.ts';
import { DomainError } from '../foundation/domain-error.ts';
import type { Firm } from '../foundation/firm.ts';

/**
 * Several orders of the firm.
 *
 * @throws DomainError NOT_FOUND when one of them is another firm's
 */
export async function readOrders(
  reader: Reader,
  { portalId, firmId }: Firm,
  orderIds: readonly string[],
): Promise<Tables['orders'][]> {
  const wanted = [...new Set(orderIds)];
  const orders = await reader
    .selectFrom('orders')
    .selectAll()
    .where(inList('id', wanted))
    .where(alsoHas('portal_id', portalId))
    .where(alsoHas('firm_id', firmId))
    .orderBy('id')
    .execute();
  if (orders.length < wanted.length) throw new DomainError('NOT_FOUND');
  return orders;
}
