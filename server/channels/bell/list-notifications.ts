import { LIMITS } from '../../../shared/limits.ts';
import type { Notification, NotificationPage } from '../../../shared/schemas/notification.ts';
import type { Actor, Context } from '../../context/context.ts';
import type { Reader } from '../../database/db.ts';

/** The accountant's notifications, newest first, a page at a time. */
export async function listNotifications(
  context: Context,
  actor: Actor,
  input: { before?: number | undefined },
): Promise<NotificationPage> {
  let select = selectNotifications(context.db, actor);
  if (input.before !== undefined) select = select.where('sequence', '<', input.before);
  const rows = await select
    .orderBy('sequence', 'desc')
    .limit(LIMITS.pageSize + 1)
    .execute();
  return {
    notifications: rows.slice(0, LIMITS.pageSize).map(toNotification),
    unread: await countUnread(context.db, actor),
    hasMore: rows.length > LIMITS.pageSize,
  };
}

export function selectNotifications(reader: Reader, actor: Actor) {
  return reader
    .selectFrom('notifications')
    .leftJoin('orders', 'orders.id', 'notifications.order_id')
    .select([
      'notifications.id',
      'sequence',
      'kind',
      'notifications.created_at',
      'read_at',
      'order_id',
      'digest_id',
      'orders.number',
      'amount',
      'earlier_amount',
      'notifications.line_count',
      'customer_name',
    ])
    .where('notifications.portal_id', '=', actor.portalId)
    .where('notifications.firm_id', '=', actor.firmId)
    .where('notifications.accountant_id', '=', actor.accountantId);
}

type NotificationRow = Awaited<
  ReturnType<ReturnType<typeof selectNotifications>['execute']>
>[number];

export function toNotification(row: NotificationRow): Notification {
  return {
    id: row.id,
    sequence: row.sequence,
    kind: row.kind,
    createdAt: row.created_at,
    readAt: row.read_at,
    orderId: row.order_id,
    digestId: row.digest_id,
    orderNumber: row.number ?? '',
    amount: row.amount,
    earlierAmount: row.earlier_amount,
    lineCount: row.line_count,
    customerName: row.customer_name,
  };
}

export async function countUnread(reader: Reader, actor: Actor): Promise<number> {
  const { unread } = await reader
    .selectFrom('notifications')
    .select((select) => select.fn.countAll<number>().as('unread'))
    .where('portal_id', '=', actor.portalId)
    .where('firm_id', '=', actor.firmId)
    .where('accountant_id', '=', actor.accountantId)
    .where('read_at', 'is', null)
    .executeTakeFirstOrThrow();
  return Number(unread);
}
