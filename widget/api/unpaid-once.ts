import type { Notification } from '../../shared/schemas/notification.ts';
import { emit } from '../events.ts';

/** Kinds of news after which other lines of an order await payment than before. */
const CHANGES: readonly Notification['kind'][] = [
  'order_placed',
  'payment_received',
  'order_cancelled',
  'order_lines_cancelled',
  'order_expired',
];

/** The news that this page has reported. */
const told = new Set<string>();

/** Tells the host that the firm's unpaid lines have changed, once a page for each piece of news. */
export function reportUnpaid(target: EventTarget, { id, kind, orderId }: Notification): void {
  if (orderId === null || !CHANGES.includes(kind) || told.has(id)) return;
  told.add(id);
  emit(target, 'renewal-unpaid-changed', { orderId });
}
