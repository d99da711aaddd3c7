import { emit } from '../events.ts';

/** How much of each order, in dong, this page has been told is paid. */
const told = new Map<string, number>();

/**
 * Tells the host of payments that an element sees, unless another element of the page has done so: each adds up
 * what it has seen of an order since it began, and only what goes beyond the page's sum is news.
 */
export function paidReporter(target: EventTarget): (orderId: string, amount: number) => void {
  const seen = new Map(told);
  return (orderId, amount) => {
    const sum = (seen.get(orderId) ?? 0) + amount;
    seen.set(orderId, sum);
    if (sum <= (told.get(orderId) ?? 0)) return;
    told.set(orderId, sum);
    emit(target, 'renewal-paid', { orderId });
  };
}
