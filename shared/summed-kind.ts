import type { NotificationKind } from './schemas/notification.ts';

/** News of this kind about one order, of whose lines each may have a payer, is one entry of the bell until it is read. */
export const SUMMED_KIND = 'payment_received' satisfies NotificationKind;
