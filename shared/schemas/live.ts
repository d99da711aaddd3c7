import * as z from 'zod/mini';
import { LIMITS } from '../limits.ts';
import { idSchema } from './common.ts';
import type { Notification } from './notification.ts';
import type { Order } from './order.ts';

/** How far a topic has been followed; each topic counts by itself, and only upwards. */
const positionSchema = z.int().check(z.gte(0), z.lte(Number.MAX_SAFE_INTEGER));

const followedSchema = z.object({ after: z.optional(positionSchema) });

/**
 * What one stream follows. `after` is the position of the last event that arrived: the stream goes on from
 * there, and without it begins with how things stand. Orders are followed from the version given.
 */
export const followSchema = z.object({
  bell: z.optional(followedSchema),
  list: z.optional(followedSchema),
  orders: z.optional(
    z
      .record(idSchema, positionSchema)
      .check(z.refine((orders) => Object.keys(orders).length <= LIMITS.followedOrders)),
  ),
});

/** News of the bell. */
export interface BellEvent {
  /** Null: only the count has changed, as when another tab has read. */
  notification: Notification | null;
  unread: number;
}

/** `list`: some order of the firm is new, or another than it was. */
export type LiveEvent =
  | { topic: 'bell'; position: number; data: BellEvent }
  | { topic: 'list'; position: number; data: null }
  | { topic: `order:${string}`; position: number; data: Order };

/** The name of something that a stream follows. */
export type LiveTopic = LiveEvent['topic'];

/** Input of `live.follow`. */
export type Follow = z.infer<typeof followSchema>;
