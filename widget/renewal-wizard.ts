import { html, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import type { Session } from './api/session.ts';
import { HostElement } from './host/host-element.ts';
import type { CustomersReader } from './ordering/order-wizard.ts';
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
 * @cssproperty --renewal-on-accent - text on the accent colour
 * @cssproperty --renewal-text - text
 * @cssproperty --renewal-muted - text of less weight
 * @cssproperty --renewal-line - borders
 * @cssproperty --renewal-surface - cards, fields and dialogs
 * @cssproperty --renewal-sunken - what lies behind cards, and heads of tables
 * @cssproperty --renewal-radius - the corners of controls and cards
 * @cssproperty --renewal-font - the font family
 */
export class RenewalWizard extends HostElement {
  static override properties: PropertyDeclarations = { customers: { hasChanged: () => true } };

  /**
   * Tax codes of the customers to begin with: any iterable of texts; as an attribute, separated by commas or blanks.
   * Setting it again rereads an array that was changed in place.
   */
  customers: Iterable<string> | string | null = [];

  /** Loaded with the form; what was set before is read then. */
  #reader: CustomersReader | undefined;

  protected override readonly allTexts = false;

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (changed.has('customers') || Array.isArray(this.customers)) {
      this.#reader?.read(this.customers);
    }
  }

  protected override forgetSession(): void {
    this.#reader?.forget();
  }

  protected override async load(): Promise<InnerElement> {
    const { CustomersReader, OrderWizard } = await import('./ordering/order-wizard.ts');
    if (!this.#reader) {
      this.#reader = new CustomersReader((problem) => this.reportProperty('customers', problem));
      this.#reader.read(this.customers);
    }
    return OrderWizard;
  }

  protected override renderContent(session: Session): TemplateResult {
    return html`<renewal-order-wizard
      part="wizard"
      .session=${session}
      .customers=${this.#reader?.chosen ?? []}
    ></renewal-order-wizard>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'renewal-wizard': RenewalWizard;
  }
}
