import { html, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { SignIn } from './api/sign-in.ts';
import { HostElement, PATIENCE } from './host/host-element.ts';
import type { InnerElement } from './register.ts';

/**
 * One order: what it is, how it stands, and paying it.
 *
 * @tagname renewal-payment
 * @summary An order's details and payment.
 * @fires renewal-reorder - cancelable; not prevented, the order form opens in place: `{orderId, customers}`
 * @fires renewal-order-placed - cancelled lines have been ordered again: `{orderId, orderNumber}`
 * @fires renewal-paid - licences have been renewed: `{orderId}`
 * @fires renewal-error - `{code, details}`
 */
export class RenewalPayment extends HostElement {
  static override properties: PropertyDeclarations = {
    orderId: { attribute: 'order-id' },
    stage: {},
    isLate: { state: true },
  };

  /** The order to show. */
  orderId = '';

  /** Where to begin: with the order's `details`, or with choosing the payment `method`. */
  stage: 'details' | 'method' = 'details';

  /** The host has set no order for so long that the person sees a message. */
  private isLate = false;
  #late: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    clearTimeout(this.#late);
    super.disconnectedCallback();
  }

  protected override updated(): void {
    clearTimeout(this.#late);
    if (this.orderId) this.isLate = false;
    else if (this.signIn && !this.isLate) {
      this.#late = setTimeout(() => {
        this.isLate = true;
        this.reportProperty('orderId', 'no order is set.');
      }, PATIENCE);
    }
  }

  protected override async load(): Promise<InnerElement> {
    return (await import('./orders-list/order-view.ts')).OrderView;
  }

  protected override renderContent(signIn: SignIn): TemplateResult {
    if (!this.orderId) {
      return this.isLate
        ? html`<div class="skeleton" role="alert">${signIn.t('error.NOT_FOUND')}</div>`
        : this.renderSkeleton();
    }
    return html`<renewal-order-view
      .signIn=${signIn}
      .orderId=${this.orderId}
      .stage=${this.stage}
      .onOpen=${(orderId: string) => {
        this.orderId = orderId;
      }}
    ></renewal-order-view>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'renewal-payment': RenewalPayment;
  }
}
