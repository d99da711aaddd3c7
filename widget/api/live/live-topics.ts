import { LIMITS } from '../../../shared/limits.ts';
import type { Follow, LiveEvent, LiveTopic } from '../../../shared/schemas/live.ts';

export type DataOf<Topic extends LiveTopic> = Extract<LiveEvent, { topic: Topic }>['data'];

/** The followed topics, each with the position of the last event received; null before the first. */
export type Wants = ReadonlyMap<LiveTopic, number | null>;

/**
 * The position from which a stream must begin so that nothing after `position` is missed. A bell without events begins
 * with new ones; a list or an order with its present state.
 */
function beginning(topic: LiveTopic, position: number | null): number {
  return position ?? (topic === 'bell' ? Number.POSITIVE_INFINITY : -1);
}

/** Whether a stream at `at` in a topic is past the events that a follower at `after` needs. */
export function hasPassed(topic: LiveTopic, at: number | null, after: number | null): boolean {
  return beginning(topic, after) < beginning(topic, at);
}

/** All wanted topics, each from the earliest position. */
export function joinWants(all: Iterable<Wants>): Map<LiveTopic, number | null> {
  const joined = new Map<LiveTopic, number | null>();
  for (const wants of all) {
    for (const [topic, after] of wants) {
      const at = joined.get(topic);
      if (at === undefined || hasPassed(topic, at, after)) joined.set(topic, after);
    }
  }
  return joined;
}

/** The input of the server's stream. If there are more orders than it follows, those opened last. */
export function toFollow(wants: Wants): Follow {
  const follow: Follow = {};
  const orders: [string, number][] = [];
  for (const [topic, after] of wants) {
    if (topic === 'bell' || topic === 'list') follow[topic] = after === null ? {} : { after };
    else orders.push([topic.slice('order:'.length), after ?? 0]);
  }
  if (orders.length > 0) follow.orders = Object.fromEntries(orders.slice(-LIMITS.followedOrders));
  return follow;
}

/** Whether an event is new for a follower at `after`. */
export function isNews(event: LiveEvent, after: number | null): boolean {
  if (after === null || event.position > after) return true;
  // The number of unread notifications may change without a new one.
  return event.topic === 'bell' && event.position === after && event.data.notification === null;
}

/** The same event for a later follower: the present state, without news. */
export function asState(event: LiveEvent): LiveEvent {
  if (event.topic !== 'bell') return event;
  return { ...event, data: { ...event.data, notification: null } };
}
