import type { OrderPage } from '../../shared/schemas/order.ts';

/** So many pages are read anew at most; what is shown below them stays as it is. */
const MOST_PAGES = 25;

/**
 * As much of a list, newest first, as is shown of it, read anew: it does not grow shorter because new orders have
 * come, nor does it begin at its first page again.
 */
export async function rereadOrders(
  shown: OrderPage,
  read: (from: { cursor?: string }) => Promise<OrderPage>,
): Promise<OrderPage> {
  // Ids are ordered by the moment at which they were made.
  const lastShown = shown.orders.at(-1)?.id ?? '';
  let { orders, nextCursor } = await read({});
  for (let pages = 1; lastShown && nextCursor && nextCursor > lastShown; pages++) {
    if (pages === MOST_PAGES) {
      const end = nextCursor;
      const below = shown.orders.filter(({ id }) => id < end);
      return { orders: [...orders, ...below], nextCursor: shown.nextCursor };
    }
    const next = await read({ cursor: nextCursor });
    orders = [...orders, ...next.orders];
    nextCursor = next.nextCursor;
  }
  return { orders, nextCursor };
}
