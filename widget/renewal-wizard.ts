import type { PropertyDeclarations, PropertyValues } from '@lit/reactive-element';
import type { SignIn } from './api/sign-in.ts';
import { allOf, type ChooseRequest } from './choose-request.ts';
import { HostElement } from './host/host-element.ts';
import { inner, type Part } from './host/stage.ts';
import type { HandedOver } from './ordering/order-wizard.ts';
import type { InnerElement } from './register.ts';

/**
 * Renews licences in bulk: order, confirm, place, pay.
 *
 * @tagname renewal-wizard
 * @summary The wizard that an accountant opens with the customers chosen in the portal's list.
 * @fires renewal-order-placed - the order is stored: `{orderId, orderNumber}`
 * @fires renewal-choose - cancelable; not prevented, the list of all licences opens: `{}`
 * @fires renewal-reorder - cancelable; not prevented, the order form opens in place: `{orderId, customers}`
 * @fires renewal-paid - licences have been renewed: `{orderId}`
 * @fires renewal-close - the person is done
 * @fires renewal-error - `{code, details}`
 * @csspart wizard - the frame around the steps
 */
export class RenewalWizard extends HostElement {
  static override properties: PropertyDeclarations = {
    customers: { hasChanged: () => true },
    licenses: { hasChanged: () => true },
    digest: {},
    choose: { hasChanged: () => true },
  };

  /**
   * Customers to begin with, by their tax codes or the portal's own ids, with the licences that are due: any iterable
   * of texts; as an attribute, separated by commas or blanks. Setting it again rereads an array that was changed in
   * place.
   */
  customers: Iterable<string> | string | null = [];

  /** Licences to begin with, by the portal's own ids, beside `customers`; read as these are. */
  licenses: Iterable<string> | string | null = [];

  /**
   * A digest of expiring licences, by its id: opens the list of licences with those of the digest that are still to be
   * renewed, all of them ticked.
   */
  digest = '';

  /**
   * Opens the list of all of the firm's licences, to choose from: `''`, or what it shows, such as `{ expired: true }`,
   * `{ expiresWithin: 60, all: true }` or `{ licenses: ['L-1', 'L-2'] }`; as an attribute, `expired`, a number of days, or
   * both. Setting it again opens it again.
   */
  choose: ChooseRequest | string | null = null;

  #choose: { given: unknown } | null = null;

  /** Loaded with the form. */
  #handedOver: HandedOver | undefined;

  protected override readonly allTexts = false;

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (changed.has('choose')) this.#choose = this.choose == null ? null : { given: this.choose };
    this.#handedOver?.read(changed);
  }

  protected override forgetSignIn(): void {
    this.digest = '';
    this.#choose = null;
    this.#handedOver?.forget();
  }

  protected override async load(): Promise<InnerElement> {
    const { HandedOver, OrderWizard } = await import('./ordering/order-wizard.ts');
    this.#handedOver ??= new HandedOver(this, {
      onProblem: (listed, problem) => this.reportProperty(listed, problem),
      onDigest: (ids) => {
        this.#choose = { given: allOf(ids) };
        this.requestUpdate();
      },
    });
    return OrderWizard;
  }

  protected override contentFor(signIn: SignIn): Part {
    this.#handedOver?.readDigest(signIn);
    const customers = this.#handedOver?.chosen ?? [];
    const given = { signIn, customers, choose: this.#choose };
    return inner('renewal-order-wizard', given, { part: 'wizard' });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'renewal-wizard': RenewalWizard;
  }
}
