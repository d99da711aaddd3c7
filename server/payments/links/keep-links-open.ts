import { addDays, localInstant } from '../../../shared/calendar-date.ts';
import type { Tx } from '../../database/open.ts';

/** Days for which a link still opens after its order was due: to see how it ended, or what went back. */
const DAYS_AFTER_DUE = 30;

/** Lets an order's links that were given out open as long as the order can be paid, and a while after. */
export async function keepLinksOpen(
  tx: Tx,
  now: number,
  order: { id: string; dueDate: string },
): Promise<void> {
  const until = localInstant(`${addDays(order.dueDate, DAYS_AFTER_DUE)} 23:59:59`);
  if (until === null) return;
  await tx
    .updateTable('payment_links')
    .set({ expires_at: until })
    .where('order_id', '=', order.id)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
    .where('expires_at', '<', until)
    .execute();
}
