import type { RenewalErrorDetail } from './error-codes.ts';

/** Every event that the elements fire at their host; all bubble and cross shadow roots. */
export interface RenewalEvents {
  /** An order has been placed. */
  'renewal-order-placed': { orderId: string; orderNumber: string };
  /** Lines of an order have been paid, and licences renewed: the host's list is out of date. */
  'renewal-paid': { orderId: string };
  /** Lines have been ordered, paid or cancelled, or have expired: what the host shows as unpaid is out of date. */
  'renewal-unpaid-changed': { orderId: string };
  /** Something went wrong, and the person has seen a message. */
  'renewal-error': RenewalErrorDetail;
  /** The person has finished or gives up; the host removes the wizard. */
  'renewal-close': Record<string, never>;
  /**
   * The person wants to order cancelled lines again, for these tax codes. Cancelable: a host that opens a wizard itself
   * prevents the default.
   */
  'renewal-reorder': { orderId: string; customers: string[] };
  /**
   * The person wants to renew the licences of a digest, by the portal's own ids: those of licences, and of customers of
   * licences without one. Cancelable: a host that opens a wizard itself prevents the default.
   */
  'renewal-renew': { digestId: string; customers: string[]; licenses: string[] };
  /** `<renewal-orders>` shows another screen: the orders, the unpaid lines, or one order. */
  'renewal-screen': { screen: 'orders' | 'unpaid' | 'order'; orderId: string };
  /**
   * The person wants to choose customers for the order form. Cancelable: a host that shows its own list, and sets
   * `customers` or `licenses`, prevents the default.
   */
  'renewal-choose': Record<string, never>;
  /** The person wants to see an order. Cancelable: a host that shows it itself prevents the default. */
  'renewal-open-order': { orderId: string };
}

/** Requests that a host may answer itself. */
const CANCELABLE: readonly (keyof RenewalEvents)[] = [
  'renewal-open-order',
  'renewal-reorder',
  'renewal-renew',
  'renewal-choose',
];

/** @returns false when the host has prevented the default */
export function emit<Name extends keyof RenewalEvents>(
  target: EventTarget,
  name: Name,
  detail: RenewalEvents[Name],
): boolean {
  const cancelable = CANCELABLE.includes(name);
  return target.dispatchEvent(
    new CustomEvent(name, { detail, bubbles: true, composed: true, cancelable }),
  );
}

declare global {
  /** Events of elements, the document and the window, up to which they come. */
  interface GlobalEventHandlersEventMap {
    'renewal-order-placed': CustomEvent<RenewalEvents['renewal-order-placed']>;
    'renewal-paid': CustomEvent<RenewalEvents['renewal-paid']>;
    'renewal-unpaid-changed': CustomEvent<RenewalEvents['renewal-unpaid-changed']>;
    'renewal-error': CustomEvent<RenewalEvents['renewal-error']>;
    'renewal-close': CustomEvent<RenewalEvents['renewal-close']>;
    'renewal-reorder': CustomEvent<RenewalEvents['renewal-reorder']>;
    'renewal-screen': CustomEvent<RenewalEvents['renewal-screen']>;
    'renewal-renew': CustomEvent<RenewalEvents['renewal-renew']>;
    'renewal-choose': CustomEvent<RenewalEvents['renewal-choose']>;
    'renewal-open-order': CustomEvent<RenewalEvents['renewal-open-order']>;
  }
}
