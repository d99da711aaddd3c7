import type { NotificationKind } from '../../shared/schemas/notification.ts';
import type { Tx } from '../database/db.ts';
import { newId } from '../database/id.ts';
import { insertRows } from '../database/insert-rows.ts';
import { prepared } from '../database/prepared.ts';

export interface NewNotification {
  kind: NotificationKind;
  /** What it is about: one of the two. */
  orderId: string | null;
  digestId: string | null;
  /** Dong. */
  amount: number;
  lineCount: number;
  customerName: string;
}

interface Owner {
  portalId: string;
  firmId: string;
  accountantId: string;
}

const readLast = prepared((tx, owner: Owner) =>
  tx
    .selectFrom('notifications')
    .select((select) => select.fn.max('sequence').as('sequence'))
    .where('portal_id', '=', owner.portalId)
    .where('firm_id', '=', owner.firmId)
    .where('accountant_id', '=', owner.accountantId),
);

/** Rings an accountant's bell; {@link bellTopic} is to be published after the commit. */
export async function addNotifications(
  tx: Tx,
  now: number,
  owner: Owner,
  notifications: readonly NewNotification[],
): Promise<void> {
  const [last] = await readLast(tx, owner);
  const rows = notifications.map((notification, index) => ({
    id: newId(),
    portal_id: owner.portalId,
    firm_id: owner.firmId,
    accountant_id: owner.accountantId,
    sequence: Number(last?.sequence ?? 0) + index + 1,
    kind: notification.kind,
    order_id: notification.orderId,
    digest_id: notification.digestId,
    amount: notification.amount,
    line_count: notification.lineCount,
    customer_name: notification.customerName,
    created_at: now,
    read_at: null,
  }));
  await insertRows(tx, 'notifications', rows);
}
