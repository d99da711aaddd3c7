import type { PropertyDeclarations } from '@lit/reactive-element';
import type { SignIn } from './api/sign-in.ts';
import { HostElement } from './host/host-element.ts';
import { inner, type Part } from './host/stage.ts';
import type { OrdersRoute } from './orders-list/orders-route.ts';
import type { InnerElement } from './register.ts';

/**
 * The firm's orders: their state, payment, payment links.
 *
 * @tagname renewal-orders
 * @summary The list of orders; one opens in place. And the unpaid lines of all orders.
 * @fires renewal-reorder - cancelable; not prevented, the order form opens in place: `{orderId, customers}`
 * @fires renewal-order-placed - cancelled lines have been ordered again: `{orderId, orderNumber}`
 * @fires renewal-screen - the person has opened or closed an order, or gone to the other view: `{screen, orderId}`
 * @fires renewal-paid - licences have been renewed: `{orderId}`
 * @fires renewal-error - `{code, details}`
 */
export class RenewalOrders extends HostElement {
  static override properties: PropertyDeclarations = {
    orderId: { attribute: 'order-id' },
    view: {},
    route: {},
  };

  /** The open order; empty for the list. Updated when the person opens and closes one. */
  orderId = '';

  /** `orders`, or `unpaid`: the unpaid lines of all orders. Updated when the person goes from one to the other. */
  view: 'orders' | 'unpaid' = 'orders';

  /**
   * Where the page's address says what is shown: `#orders` gives `#orders/<order>`, `#orders/unpaid`, so that the
   * browser's Back, a reload and a bookmark work. Empty: the address is the host's alone.
   */
  route = '';

  #routing: OrdersRoute | undefined;

  protected override forgetSignIn(): void {
    this.orderId = '';
  }

  protected override async load(): Promise<InnerElement> {
    const { OrderList, OrdersRoute } = await import('./orders-list/order-list.ts');
    this.#routing ??= new OrdersRoute(this, (problem) => this.reportProperty('route', problem));
    return OrderList;
  }

  protected override contentFor(signIn: SignIn): Part {
    return inner('renewal-order-list', {
      signIn,
      orderId: this.orderId ?? '',
      view: this.view === 'unpaid' ? 'unpaid' : 'orders',
      onView: (view) => this.#routing?.go(view, ''),
      onOpen: (orderId) => this.#routing?.go(this.view, orderId),
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'renewal-orders': RenewalOrders;
  }
}
