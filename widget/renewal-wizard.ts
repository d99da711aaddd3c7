import { html, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { Session } from './api/session.ts';
import { HostElement } from './host-element.ts';

/**
 * Renews licences in bulk: order, confirm, place, pay.
 *
 * @summary The wizard that an accountant opens with the customers chosen in the portal's list.
 * @fires renewal-order-placed - the order is stored: `{orderId, orderNumber}`
 * @fires renewal-reorder - cancelable; not prevented, the order form opens in place: `{orderId, customers}`
 * @fires renewal-paid - licences have been renewed: `{orderId}`
 * @fires renewal-close - the person is done
 * @fires renewal-error - `{code}`
 * @csspart wizard - the frame around the steps
 * @cssproperty --renewal-accent - the one accent colour
 * @cssproperty --renewal-font - the font family
 * @cssproperty --renewal-radius - the corners of controls
 */
export class RenewalWizard extends HostElement {
  /** Tax codes of the customers to begin with; as an attribute, separated by commas or blanks. */
  @property({ converter: { fromAttribute: codesIn } })
  customers: readonly string[] | string = [];

  protected override readonly allTexts = false;

  protected override load(): Promise<unknown> {
    return import('./order/order-wizard.ts');
  }

  protected override renderContent(session: Session): TemplateResult {
    return html`<renewal-order-wizard
      part="wizard"
      .session=${session}
      .customers=${codesIn(this.customers)}
    ></renewal-order-wizard>`;
  }
}

/** Frameworks may set the attribute's text as the property. */
function codesIn(customers: readonly string[] | string | null): readonly string[] {
  return typeof customers === 'string'
    ? customers.split(/[\s,;]+/).filter(Boolean)
    : (customers ?? []);
}

declare global {
  interface HTMLElementTagNameMap {
    'renewal-wizard': RenewalWizard;
  }
}
