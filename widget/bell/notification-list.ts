import type { Notification, NotificationPage } from '../../shared/schemas/notification.ts';
import { SUMMED_KIND } from '../../shared/summed-kind.ts';

/** The bell's loaded notifications, newest first. */
export interface NotificationList {
  items: readonly Notification[];
  /** Whether the server has older ones. */
  hasMore: boolean;
}

/** Merges the newest page, read anew, with live ones that came meanwhile. */
export function withNewestPage(
  list: NotificationList | null,
  { notifications, hasMore }: NotificationPage,
): NotificationList {
  const newest = notifications[0]?.sequence ?? 0;
  const later = list?.items.filter(({ sequence }) => sequence > newest) ?? [];
  return { items: [...later, ...without(notifications, later)], hasMore };
}

/** Appends the page after the oldest one here. */
export function withOlderPage(
  { items }: NotificationList,
  { notifications, hasMore }: NotificationPage,
): NotificationList {
  const oldest = items.at(-1)?.sequence ?? Number.POSITIVE_INFINITY;
  const older = notifications.filter(({ sequence }) => sequence < oldest);
  return { items: [...items, ...older], hasMore };
}

/** Entries without the unread ones that a later one sums up. */
function without(
  items: readonly Notification[],
  later: readonly Notification[],
): readonly Notification[] {
  const orders = later.filter(({ kind }) => kind === SUMMED_KIND).map(({ orderId }) => orderId);
  return items.filter(
    ({ kind, orderId, readAt }) =>
      kind !== SUMMED_KIND || readAt !== null || !orders.includes(orderId),
  );
}

/** Adds a new one, in place of those that it sums up; a resumed stream may repeat it. */
export function withNew(list: NotificationList, notification: Notification): NotificationList {
  const others = list.items.filter(({ sequence }) => sequence !== notification.sequence);
  const items = [...without(others, [notification]), notification].sort(
    (a, b) => b.sequence - a.sequence,
  );
  return { ...list, items };
}

/** Marks as the server does: one, or all up to and with it. */
export function withRead(
  list: NotificationList,
  mark: { sequence: number; only: boolean },
  readAt: number,
): NotificationList {
  const items = list.items.map((item) => {
    const isMeant = mark.only ? item.sequence === mark.sequence : item.sequence <= mark.sequence;
    return isMeant && item.readAt === null ? { ...item, readAt } : item;
  });
  return { ...list, items };
}
