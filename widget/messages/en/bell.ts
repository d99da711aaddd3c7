import type { bell as vi } from '../vi/bell.ts';

/** Texts of the bell, in English; the type leaves no key out. */
export const bell: Readonly<Record<keyof typeof vi, string>> = {
  bell: 'Notifications',
  'bell.unread': 'Notifications, {count} unread',
  'bell.isUnread': 'Unread',
  'bell.justNow': 'Just now',
  'bell.markAllRead': 'Mark all as read',
  'bell.empty': 'No notifications yet.',
  'notification.order_placed': 'Order {number} placed',
  'notification.payment_received':
    'Payment received for order {number}, {count} {count|licence|licences} renewed',
  'notification.license_renewed': 'Licences of order {number} renewed',
  'notification.payment_unapplied': 'Order {number}: a payment is not applied yet',
  'notification.refund_due': 'Order {number}: money to be refunded',
  'notification.order_cancelled': 'Order {number} cancelled',
  'notification.order_lines_cancelled': 'Part of order {number} cancelled',
  'notification.order_due_soon': 'Order {number} is due soon',
  'notification.order_expired': 'Order {number} has expired unpaid',
  'notification.refund_made': 'Order {number}: money was refunded',
  'notification.commitment_made': 'Payment of order {number} was committed to',
  'notification.commitment_due_soon': 'The commitment to pay order {number} is due soon',
  'notification.commitment_lapsed': 'The commitment to pay order {number} has lapsed',
  'notification.licenses_expiring':
    '{count} {count|licence expires|licences expire} soon, no renewal ordered yet',
  'bell.renew': 'Renew',
  'bell.allOrdered': 'The renewal of all licences of this notification has been ordered.',
  'bell.expiryMails': 'Mail me when licences expire soon (one mail a day at most)',
};
