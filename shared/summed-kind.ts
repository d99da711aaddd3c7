import type { NotificationKind } from './schemas/notification.ts';

/**
 * The kind of news about one order that is summed up in one entry of the bell until it is read: each of its lines may
 * have a payer of its own.
 */
export const SUMMED_KIND = 'payment_received' satisfies NotificationKind;
