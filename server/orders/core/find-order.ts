import type { Reader } from '../../database/db.ts';
import { prepared } from '../../database/prepared.ts';
import type { Tables } from '../../database/tables.ts';
import { DomainError } from '../../foundation/domain-error.ts';
import type { Firm } from '../../foundation/firm.ts';

/**
 * An order that a person names.
 *
 * @throws DomainError NOT_FOUND, also for another firm's order
 */
export async function findOrder(
  reader: Reader,
  firm: Firm,
  orderId: string,
): Promise<Tables['orders']> {
  const order = await reader
    .selectFrom('orders')
    .selectAll()
    .where('id', '=', orderId)
    .where('portal_id', '=', firm.portalId)
    .where('firm_id', '=', firm.firmId)
    .executeTakeFirst();
  if (order === undefined) throw new DomainError('NOT_FOUND');
  return order;
}

const readById = prepared((reader, { orderId }: { orderId: string }) =>
  reader.selectFrom('orders').selectAll().where('id', '=', orderId),
);

/** The order that a row of ours names, whose firm is not checked. */
export async function orderById(reader: Reader, orderId: string): Promise<Tables['orders']> {
  const [order] = await readById(reader, { orderId });
  if (order === undefined) throw new Error(`There is no order ${orderId}`);
  return order;
}
