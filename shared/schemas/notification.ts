import * as z from 'zod/mini';
import { dongSchema, idSchema, instantSchema } from './common.ts';

export const NOTIFICATION_KINDS = [
  'order_placed',
  'payment_received',
  // Of earlier releases; since, payment_received tells of the licences too.
  'license_renewed',
  'payment_held',
  'refund_due',
  'order_cancelled',
  'order_lines_cancelled',
  'order_due_soon',
  'order_expired',
  'refund_made',
  'commitment_made',
  'commitment_due_soon',
  'commitment_lapsed',
] as const;

export const notificationSchema = z.object({
  id: idSchema,
  /** Goes up by accountant; the tracked id of the live stream. */
  sequence: z.int(),
  kind: z.enum(NOTIFICATION_KINDS),
  createdAt: instantSchema,
  readAt: z.nullable(instantSchema),
  orderId: idSchema,
  orderNumber: z.string(),
  /** order_placed: the total; payment_received, payment_held, refund_due: the money meant. In dong. */
  amount: dongSchema,
  /** Lines meant: ordered, paid, renewed or cancelled. */
  lineCount: z.int(),
  /** The first line's customer. */
  customerName: z.string(),
});

export const listNotificationsSchema = z.object({
  /** The sequence below which to go on; without it, from the newest. */
  before: z.optional(z.int().check(z.gte(0))),
});

export const notificationPageSchema = z.object({
  notifications: z.array(notificationSchema),
  unread: z.int(),
  hasMore: z.boolean(),
});

export const markReadSchema = z.object({
  /** All up to and with this sequence; or only the one, with `only`. */
  sequence: z.int().check(z.gte(0)),
  only: z.boolean(),
});

export type NotificationKind = (typeof NOTIFICATION_KINDS)[number];
export type Notification = z.infer<typeof notificationSchema>;
export type NotificationPage = z.infer<typeof notificationPageSchema>;
