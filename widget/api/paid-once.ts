import { emit } from '../events.ts';

/** The amount of each order, in dong, that this page has reported as paid. */
const told = new Map<string, number>();

/**
 * Reports payments that an element sees to the host, unless another element of the page has done so: each adds up the
 * payments of an order since it began, and only an excess over the page's sum is news.
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
