import type { Notification, NotificationPage } from '../../shared/schemas/notification.ts';

/** The bell's notifications as far as they are here, newest first. */
export interface NotificationList {
  items: readonly Notification[];
  /** Whether the server has older ones. */
  hasMore: boolean;
}

/** The newest page, read anew, and what has come live while it was on its way. */
export function withNewestPage(
  list: NotificationList | null,
  { notifications, hasMore }: NotificationPage,
): NotificationList {
  const newest = notifications[0]?.sequence ?? 0;
  const later = list?.items.filter(({ sequence }) => sequence > newest) ?? [];
  return { items: [...later, ...notifications], hasMore };
}

/** The page that follows the oldest one here. */
export function withOlderPage(
  { items }: NotificationList,
  { notifications, hasMore }: NotificationPage,
): NotificationList {
  const oldest = items.at(-1)?.sequence ?? Number.POSITIVE_INFINITY;
  const older = notifications.filter(({ sequence }) => sequence < oldest);
  return { items: [...items, ...older], hasMore };
}

/** One that has just come; a stream that was taken up again may tell of it twice. */
export function withNew(list: NotificationList, notification: Notification): NotificationList {
  const others = list.items.filter(({ sequence }) => sequence !== notification.sequence);
  const items = [...others, notification].sort((a, b) => b.sequence - a.sequence);
  return { ...list, items };
}

/** Read as the server marks it: one, or all up to and with it. */
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
