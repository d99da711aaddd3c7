import type { Tables } from '../../database/tables.ts';
import { bellTopic, listTopic, orderTopic } from '../../foundation/live-updates.ts';
import { ownerOf } from './owner-of.ts';

/** Wherever an order is looked at: where it is open, in its firm's list, and at its accountant's bell. */
export function orderTopics(order: Tables['orders']): string[] {
  const owner = ownerOf(order);
  return [orderTopic(order.id), listTopic(owner), bellTopic(owner)];
}
