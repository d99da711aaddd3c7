import type { Order } from '../../../shared/schemas/order.ts';

/** Cancelled lines of an order are ordered again; `customers` are their tax codes. */
export interface Reordered {
  order: Order;
  customers: readonly string[];
}
