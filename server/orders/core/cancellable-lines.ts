import type { Reader } from '../../database/db.ts';
import { DomainError } from '../../foundation/domain-error.ts';

/**
 * An order's unpaid lines, and the ones of them to be cancelled: the named ones, or all.
 *
 * @throws DomainError NOT_FOUND for a line of another order; ORDER_NOT_CANCELLABLE when no line, or not every named
 *   one, is unpaid
 */
export async function readCancellable(
  reader: Reader,
  { orderId, lineIds }: { orderId: string; lineIds?: readonly string[] | undefined },
) {
  const lines = await reader
    .selectFrom('order_lines')
    .select(['id', 'state', 'total'])
    .where('order_id', '=', orderId)
    .execute();
  const known = new Map(lines.map((line) => [line.id, line]));
  const ids = new Set(lineIds ?? known.keys());
  const meant = [...ids].map((id) => known.get(id));
  if (meant.includes(undefined)) throw new DomainError('NOT_FOUND');
  const unpaid = lines.filter((line) => line.state === 'awaiting_payment');
  const named = unpaid.filter((line) => ids.has(line.id));
  const isPart = lineIds !== undefined && named.length < ids.size;
  if (named.length === 0 || isPart) throw new DomainError('ORDER_NOT_CANCELLABLE');
  return { unpaid, named };
}
