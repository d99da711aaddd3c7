import { html, type LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { Order } from '../../../shared/schemas/order.ts';
import { CallController } from '../../api/call-controller.ts';
import { Following } from '../../api/live/following.ts';
import { paidReporter } from '../../api/paid-once.ts';
import type { SignIn } from '../../api/sign-in.ts';
import { registerInner } from '../../register.ts';
import { allControls } from '../../ui/all-controls.styles.ts';
import { faultNotice } from '../../ui/fault-notice.ts';
import { StyledElement } from '../../ui/styled-element.ts';
import { skeleton } from '../../ui/theme/skeleton.styles.ts';
import { tokens } from '../../ui/theme/tokens.styles.ts';
import { OrderDetails } from './order-details.ts';
import type { OrderStage } from './order-stage.ts';
import type { Reordered } from './reordered.ts';

/** One order, live: its details, paying it, and ordering cancelled lines again. */
export class OrderView extends StyledElement {
  static readonly tag = 'renewal-order-view';
  static readonly uses = [OrderDetails];
  static override styles = [tokens, allControls, skeleton];

  @property({ attribute: false }) signIn!: SignIn;
  @property({ attribute: false }) orderId = '';
  /** The stage to begin with. */
  @property({ attribute: false }) stage: OrderStage = 'details';
  /** The person has opened the order from a list, so its heading gets the focus. */
  @property({ attribute: false }) takesFocus = false;
  @property({ attribute: false }) onBack: (() => void) | null = null;
  /** Shows another order in place of this one. */
  @property({ attribute: false }) onOpen: (orderId: string) => void = () => {};
  /** Orders cancelled lines again; by default, the order form opens here. */
  @property({ attribute: false }) onReorder: ((reordered: Reordered) => void) | null = null;

  @state() private shown: OrderStage | 'reorder' = 'details';
  /** The lines ticked for payment; null: the default ones. */
  @state() private ticked: readonly string[] | null = null;
  @state() private order: Order | null = null;
  @state() private reordered: Reordered | null = null;

  readonly #reading = new CallController(this, {
    kind: 'question',
    run: async (signal: AbortSignal) => {
      const [order] = await Promise.all([
        this.signIn.api.orders.get.query({ orderId: this.orderId }, { signal }),
        this.shown === 'method' ? loadPayView() : undefined,
      ]);
      return order;
    },
    done: (order) => this.#show(order),
  });
  /** Loads another stage's part, and shows it. */
  readonly #going = new CallController(this, {
    kind: 'question',
    run: async (_signal: AbortSignal, stage: OrderStage | 'reorder') => {
      if (stage === 'method') await loadPayView();
      if (stage === 'reorder')
        registerInner((await import('../../ordering/order-wizard.ts')).OrderWizard);
      return stage;
    },
    done: (stage) => {
      this.#moved = true;
      this.shown = stage;
    },
  });

  readonly #following = new Following(this, () => this.#follow());
  #reportPaid = paidReporter(this);
  /** The person has changed the stage, so its heading gets the focus. */
  #moved = false;
  /** The stage with which the next order begins. */
  #next: OrderStage | null = null;
  /** The order placed here, of cancelled lines. */
  #placed = '';

  protected override willUpdate(changed: PropertyValues<this>): void {
    // A sign-in in another language continues the same stream.
    const isOther = changed.has('signIn') && changed.get('signIn')?.api !== this.signIn.api;
    if (changed.has('orderId') || changed.has('stage')) {
      this.shown = this.#next ?? this.stage;
      this.#next = null;
      this.ticked = null;
    }
    if (changed.has('orderId') && this.takesFocus) this.#moved = true;
    if (isOther || changed.has('orderId')) this.#follow();
    // Another stage may need a part that is not loaded yet.
    else if (changed.has('stage')) void this.#reading.start();
  }

  protected override async updated(): Promise<void> {
    const inner = this.renderRoot.querySelector(
      'renewal-order-details, renewal-pay-view, renewal-order-wizard',
    );
    if (!this.#moved || !inner) return;
    this.#moved = false;
    await (inner as LitElement).updateComplete;
    inner.shadowRoot?.querySelector('h2')?.focus();
  }

  #follow(): void {
    const { orderId } = this;
    if (this.order?.id !== orderId) {
      this.order = null;
      this.#reportPaid = paidReporter(this);
    }
    this.#going.clear();
    void this.#reading.start();
    this.#following.start(`order:${orderId}`, (order) => this.#show(order));
  }

  #show(order: Order): void {
    const before = this.order;
    if (before && before.version > order.version) return;
    this.order = order;
    this.#reading.clear();
    this.#going.clear();
    if (before && order.paid > before.paid) this.#reportPaid(order.id, order.paid - before.paid);
  }

  protected override render(): TemplateResult {
    const { order } = this;
    if (!order) return this.#reading.fault ? this.#renderFault() : this.#renderSkeleton();
    if (this.shown === 'reorder') return this.#renderForm();
    return html`<div class="stack">
      <div class="live" role="alert">${faultNotice(this.#going, this.#reading)}</div>
      ${this.shown === 'method' ? this.#renderPayment(order) : this.#renderDetails(order)}
    </div>`;
  }

  #renderPayment(order: Order): TemplateResult {
    return html`<renewal-pay-view
      .signIn=${this.signIn}
      .order=${order}
      .ticked=${this.ticked}
      .onBack=${() => this.#going.start('details')}
    ></renewal-pay-view>`;
  }

  #renderDetails(order: Order): TemplateResult {
    return html`<renewal-order-details
      .signIn=${this.signIn}
      .order=${order}
      .onBack=${this.onBack}
      .onPay=${(lineIds?: readonly string[]) => {
        this.ticked = lineIds ?? null;
        void this.#going.start('method');
      }}
      .onReorder=${this.#reorder}
      .onOrder=${(changed: Order) => this.#show(changed)}
    ></renewal-order-details>`;
  }

  #renderForm(): TemplateResult {
    return html`<renewal-order-wizard
      .signIn=${this.signIn}
      .reordered=${this.reordered}
      .onOpenPlaced=${(orderId: string, stage: OrderStage) => this.#open(orderId, stage)}
      @renewal-order-placed=${({ detail }: HTMLElementEventMap['renewal-order-placed']) => {
        this.#placed = detail.orderId;
      }}
      @renewal-close=${this.#leaveForm}
    ></renewal-order-wizard>`;
  }

  readonly #reorder = (reordered: Reordered): void => {
    this.reordered = reordered;
    this.#placed = '';
    if (this.onReorder) this.onReorder(reordered);
    else void this.#going.start('reorder');
  };

  /** The form is ours: the host gets no event when it closes. */
  readonly #leaveForm = (event: Event): void => {
    event.stopPropagation();
    if (this.#placed) this.#open(this.#placed, 'details');
    else void this.#going.start('details');
  };

  #open(orderId: string, stage: OrderStage): void {
    this.#next = stage;
    this.#moved = true;
    this.onOpen(orderId);
  }

  #renderSkeleton(): TemplateResult {
    const { t } = this.signIn;
    return html`<div class="skeleton" role="status" aria-label=${t('loading')}><i></i><i></i><i></i><i></i></div>`;
  }

  #renderFault(): TemplateResult {
    const { t } = this.signIn;
    const { onBack } = this;
    return html`<div class="card stack">
      <div role="alert">${faultNotice(this.#reading)}</div>
      <div class="row">
        <button type="button" @click=${() => this.#follow()}>${t('retry')}</button>
        ${onBack ? html`<button type="button" @click=${onBack}>${t('back')}</button>` : nothing}
      </div>
    </div>`;
  }
}

async function loadPayView(): Promise<void> {
  registerInner((await import('../../payment/pay-view.ts')).PayView);
}

declare global {
  interface HTMLElementTagNameMap {
    'renewal-order-view': OrderView;
  }
}
