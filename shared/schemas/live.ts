import * as z from 'zod/mini';
import { LIMITS } from '../limits.ts';
import type { Notification } from './notification.ts';
import type { Order } from './order.ts';

/** The position in a topic; each topic counts by itself, only upwards. */
const positionSchema = z.int().check(z.gte(0), z.lte(Number.MAX_SAFE_INTEGER));

const followedSchema = z.object({ after: z.optional(positionSchema) });

/**
 * Topics of one stream. `after` is the position of the last event received: the stream resumes there; without it, it
 * begins with the present state. Orders resume after the version given; an id of none is left out, as one that the firm
 * does not have: the stream has other topics, of other pages too.
 */
export const followSchema = z.object({
  bell: z.optional(followedSchema),
  list: z.optional(followedSchema),
  orders: z.optional(
    z
      .record(z.string().check(z.maxLength(LIMITS.name)), positionSchema)
      .check(z.refine((orders) => Object.keys(orders).length <= LIMITS.followedOrders)),
  ),
});

/** News of the bell. */
export interface BellEvent {
  /** Null: only the count has changed, for example because another tab has read. */
  notification: Notification | null;
  unread: number;
}

/** `list`: some order of the firm is new or has changed. */
export type LiveEvent =
  | { topic: 'bell'; position: number; data: BellEvent }
  | { topic: 'list'; position: number; data: null }
  | { topic: `order:${string}`; position: number; data: Order };

/** The name of a topic that a stream follows. */
export type LiveTopic = LiveEvent['topic'];

/** Input of `live.follow`. */
export type Follow = z.infer<typeof followSchema>;
