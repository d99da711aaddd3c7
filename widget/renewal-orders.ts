import { html, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { SignIn } from './api/sign-in.ts';
import { HostElement } from './host/host-element.ts';
import type { InnerElement } from './register.ts';

/**
 * The firm's orders: their state, payment, payment links.
 *
 * @tagname renewal-orders
 * @summary The list of orders; one opens in place. And the unpaid lines of all orders.
 * @fires renewal-reorder - cancelable; not prevented, the order form opens in place: `{orderId, customers}`
 * @fires renewal-order-placed - cancelled lines have been ordered again: `{orderId, orderNumber}`
 * @fires renewal-paid - licences have been renewed: `{orderId}`
 * @fires renewal-error - `{code, details}`
 * @cssproperty --renewal-accent - the one accent colour
 * @cssproperty --renewal-on-accent - text on the accent colour
 * @cssproperty --renewal-text - text
 * @cssproperty --renewal-muted - text of less weight
 * @cssproperty --renewal-line - borders
 * @cssproperty --renewal-surface - cards, fields and dialogs
 * @cssproperty --renewal-sunken - what lies behind cards, and heads of tables
 * @cssproperty --renewal-radius - the corners of controls and cards
 * @cssproperty --renewal-font - the font family
 */
export class RenewalOrders extends HostElement {
  static override properties: PropertyDeclarations = {
    orderId: { attribute: 'order-id' },
    view: {},
  };

  /** The open order; empty for the list. Updated when the person opens and closes one. */
  orderId = '';

  /** `orders`, or `unpaid`: the unpaid lines of all orders. Updated when the person goes from one to the other. */
  view: 'orders' | 'unpaid' = 'orders';

  protected override forgetSignIn(): void {
    this.orderId = '';
  }

  protected override async load(): Promise<InnerElement> {
    return (await import('./orders-list/order-list.ts')).OrderList;
  }

  protected override renderContent(signIn: SignIn): TemplateResult {
    return html`<renewal-order-list
      .signIn=${signIn}
      .orderId=${this.orderId ?? ''}
      .view=${this.view === 'unpaid' ? 'unpaid' : 'orders'}
      .onView=${(view: 'orders' | 'unpaid') => {
        this.view = view;
      }}
      .onOpen=${(orderId: string) => {
        this.orderId = orderId;
      }}
    ></renewal-order-list>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'renewal-orders': RenewalOrders;
  }
}
