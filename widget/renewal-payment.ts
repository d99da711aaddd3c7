import type { PropertyDeclarations } from '@lit/reactive-element';
import type { SignIn } from './api/sign-in.ts';
import { HostElement, PATIENCE_MS } from './host/host-element.ts';
import { inner, type Part } from './host/stage.ts';
import type { InnerElement } from './register.ts';
import { element } from './ui/element.ts';

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
      }, PATIENCE_MS);
    }
  }

  protected override async load(): Promise<InnerElement> {
    return (await import('./orders-list/order/order-view.ts')).OrderView;
  }

  protected override contentFor(signIn: SignIn): Part {
    const { orderId, stage } = this;
    if (!orderId) return this.isLate ? lateNotice(signIn) : this.skeleton();
    const onOpen = (opened: string) => {
      this.orderId = opened;
    };
    return inner('renewal-order-view', { signIn, orderId, stage, onOpen });
  }
}

function lateNotice({ t }: SignIn): Part {
  const text = t('error.NOT_FOUND');
  return {
    key: text,
    make: () => element('div', { className: 'skeleton', role: 'alert' }, text),
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'renewal-payment': RenewalPayment;
  }
}
