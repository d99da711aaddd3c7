import type { Tables } from '../../database/tables.ts';
import { bellTopic, listTopic, orderTopic } from '../../foundation/live-updates.ts';
import { ownerOf } from './owner-of.ts';

/** The topics of an order: itself, its firm's list, and its accountant's bell. */
export function orderTopics(order: Tables['orders']): string[] {
  const owner = ownerOf(order);
  return [orderTopic(order.id), listTopic(owner), bellTopic(owner)];
}
