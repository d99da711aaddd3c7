import { html, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { Session } from './api/session.ts';
import { HostElement } from './host/host-element.ts';
import type { InnerElement } from './register.ts';

/**
 * The firm's orders: their state, payment, payment links.
 *
 * @summary The list of orders; one opens in place.
 * @fires renewal-reorder - cancelable; not prevented, the order form opens in place: `{orderId, customers}`
 * @fires renewal-paid - licences have been renewed: `{orderId}`
 * @fires renewal-error - `{code, details}`
 * @cssproperty --renewal-accent - the one accent colour
 */
export class RenewalOrders extends HostElement {
  static override properties: PropertyDeclarations = { orderId: { attribute: 'order-id' } };

  /** The open order; empty for the list. Updated when the person opens and closes one. */
  orderId = '';

  protected override forgetSession(): void {
    this.orderId = '';
  }

  protected override async load(): Promise<InnerElement> {
    return (await import('./orders-list/order-list.ts')).OrderList;
  }

  protected override renderContent(session: Session): TemplateResult {
    return html`<renewal-order-list
      .session=${session}
      .orderId=${this.orderId ?? ''}
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
