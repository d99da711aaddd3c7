import type { Order } from '../../shared/schemas/order.ts';

/** What was cancelled of an order is ordered again; `customers` are its tax codes. */
export interface Reordered {
  order: Order;
  customers: readonly string[];
}
