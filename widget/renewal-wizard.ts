import { html, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { Session } from './api/session.ts';
import { HostElement } from './host/host-element.ts';
import { areSameCodes, readCustomers } from './host/read-customers.ts';
import type { InnerElement } from './register.ts';

/**
 * Renews licences in bulk: order, confirm, place, pay.
 *
 * @summary The wizard that an accountant opens with the customers chosen in the portal's list.
 * @fires renewal-order-placed - the order is stored: `{orderId, orderNumber}`
 * @fires renewal-reorder - cancelable; not prevented, the order form opens in place: `{orderId, customers}`
 * @fires renewal-paid - licences have been renewed: `{orderId}`
 * @fires renewal-close - the person is done
 * @fires renewal-error - `{code, details}`
 * @csspart wizard - the frame around the steps
 * @cssproperty --renewal-accent - the one accent colour
 * @cssproperty --renewal-font - the font family
 * @cssproperty --renewal-radius - the corners of controls
 */
export class RenewalWizard extends HostElement {
  /**
   * Tax codes of the customers to begin with: any iterable of texts; as an attribute, separated by commas or blanks.
   * Setting it again rereads an array that was changed in place.
   */
  @property({ hasChanged: () => true })
  customers: Iterable<string> | string | null = [];

  #codes: readonly string[] = [];
  #problem = '';
  /** The customers chosen in a session that has passed to another person. */
  #forgotten: readonly string[] = [];

  protected override readonly allTexts = false;

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (changed.has('customers') || Array.isArray(this.customers)) this.#read();
  }

  /** Read once each time it is set: a generator yields its values only once. */
  #read(): void {
    const { codes, problem } = readCustomers(this.customers);
    this.#codes = codes;
    if (problem && problem !== this.#problem) this.reportProperty('customers', problem);
    this.#problem = problem;
  }

  protected override forgetSession(): void {
    this.#forgotten = this.#codes;
  }

  protected override async load(): Promise<InnerElement> {
    return (await import('./ordering/order-wizard.ts')).OrderWizard;
  }

  protected override renderContent(session: Session): TemplateResult {
    return html`<renewal-order-wizard
      part="wizard"
      .session=${session}
      .customers=${areSameCodes(this.#codes, this.#forgotten) ? [] : this.#codes}
    ></renewal-order-wizard>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'renewal-wizard': RenewalWizard;
  }
}
