import type { OrderPage } from '../../shared/schemas/order.ts';

/** Most pages read anew; rows below them stay as they are. */
const MOST_PAGES = 25;

/**
 * Reads the shown part of a list anew, newest first: new orders neither shorten it nor take it back to its first page.
 */
export async function rereadOrders(
  shown: OrderPage,
  read: (from: { cursor?: string }) => Promise<OrderPage>,
): Promise<OrderPage> {
  // Ids sort by creation time.
  const lastShown = shown.orders.at(-1)?.id ?? '';
  const first = await read({});
  let { orders, nextCursor } = first;
  for (let pages = 1; lastShown && nextCursor && nextCursor > lastShown; pages++) {
    if (pages === MOST_PAGES) {
      const end = nextCursor;
      const below = shown.orders.filter(({ id }) => id < end);
      return { ...first, orders: [...orders, ...below], nextCursor: shown.nextCursor };
    }
    const next = await read({ cursor: nextCursor });
    orders = [...orders, ...next.orders];
    nextCursor = next.nextCursor;
  }
  return { ...first, orders, nextCursor };
}
