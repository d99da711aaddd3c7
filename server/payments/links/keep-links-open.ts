import { addDays, localInstant } from '../../../shared/calendar-date.ts';
import type { Tx } from '../../database/db.ts';

/** Days for which a link stays open after its order's due date: to see how it ended, or what was paid back. */
const DAYS_AFTER_DUE = 30;

/** Extends the order's links until some days after its due date. */
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
