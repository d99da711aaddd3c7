import * as z from 'zod/mini';
import { dongSchema, idSchema, instantSchema } from './common.ts';

/** The kinds of news that the bell shows. */
export const NOTIFICATION_KINDS = [
  'order_placed',
  'payment_received',
  // From earlier releases; now payment_received covers the licences too.
  'license_renewed',
  'payment_unapplied',
  'refund_due',
  'order_cancelled',
  'order_lines_cancelled',
  'order_due_soon',
  'order_expired',
  'refund_made',
  'commitment_made',
  'commitment_due_soon',
  'commitment_lapsed',
  'licenses_expiring',
] as const;

/** One entry of an accountant’s bell. */
export const notificationSchema = z.object({
  id: idSchema,
  /** Increases for each accountant; the tracked id of the live stream. */
  sequence: z.int(),
  kind: z.enum(NOTIFICATION_KINDS),
  createdAt: instantSchema,
  readAt: z.nullable(instantSchema),
  /** The subject: an order, or (licenses_expiring) a digest of licences. */
  orderId: z.nullable(idSchema),
  digestId: z.nullable(idSchema),
  /** Empty without an order. */
  orderNumber: z.string(),
  /** In dong: the lines' total, or (payment_unapplied, refund_due, refund_made) the money in question; 0 for a digest. */
  amount: dongSchema,
  /** payment_received: the part of the amount that came before the newest payment, while this was unread. */
  earlierAmount: dongSchema,
  /** Number of lines ordered, paid, renewed or cancelled, or of licences. */
  lineCount: z.int(),
  /** The first line's customer; of several payments, the newest one's. */
  customerName: z.string(),
});

/** Input of `notifications.list`. */
export const listNotificationsSchema = z.object({
  /** The sequence below which to continue; by default from the newest. */
  before: z.optional(z.int().check(z.gte(0))),
});

/** A page of the bell, newest first, with the total number unread. */
export const notificationPageSchema = z.object({
  notifications: z.array(notificationSchema),
  unread: z.int(),
  hasMore: z.boolean(),
});

/** Input of `notifications.markRead`. */
export const markReadSchema = z.object({
  /** Marks everything up to this sequence; with `only`, just this one. */
  sequence: z.int().check(z.gte(0)),
  only: z.boolean(),
});

/** One of {@link NOTIFICATION_KINDS}. */
export type NotificationKind = (typeof NOTIFICATION_KINDS)[number];

/** One entry of an accountant’s bell. */
export type Notification = z.infer<typeof notificationSchema>;

/** A page of the bell. */
export type NotificationPage = z.infer<typeof notificationPageSchema>;
