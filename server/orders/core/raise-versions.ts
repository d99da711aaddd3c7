import type { Tx } from '../../database/db.ts';
import { inList } from '../../database/in-list.ts';

/** Raises the versions of orders whose state stays, so that the streams that follow them see the change. */
export async function raiseVersions(tx: Tx, orderIds: readonly string[]): Promise<void> {
  if (orderIds.length === 0) return;
  await tx
    .updateTable('orders')
    .set((set) => ({ version: set('version', '+', 1) }))
    .where(inList('id', orderIds))
    .execute();
}
