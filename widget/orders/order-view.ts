import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { Order } from '../../shared/schemas/order.ts';
import { faultOf, type Session } from '../api/session.ts';
import { emit } from '../events.ts';
import { register } from '../register.ts';
import { controls } from '../ui/controls.styles.ts';
import { tokens } from '../ui/tokens.styles.ts';
import './order-details.ts';

/** One order, live: its details, and paying it. */
export class OrderView extends LitElement {
  static override styles = [tokens, controls];

  @property({ attribute: false }) session!: Session;
  @property({ attribute: false }) orderId = '';
  @property() stage: 'details' | 'method' = 'details';
  @property({ attribute: false }) onBack: (() => void) | null = null;

  @state() private order: Order | null = null;
  @state() private fault = '';

  #following = new AbortController();

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.#follow();
  }

  override disconnectedCallback(): void {
    this.#following.abort();
    super.disconnectedCallback();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('session') || changed.has('orderId')) this.#follow();
  }

  #follow(): void {
    this.#following.abort();
    this.#following = new AbortController();
    const { signal } = this.#following;
    const { orderId } = this;
    if (this.order?.id !== orderId) this.order = null;
    this.fault = '';
    void this.#load(signal);
    void import('../api/live.ts').then(({ follow }) => {
      if (signal.aborted) return;
      follow<Order>(
        this.session,
        signal,
        (api, last, handlers) => api.orders.onUpdate.subscribe({ orderId, ...last }, handlers),
        (order) => this.#show(order),
      );
    });
  }

  async #load(signal: AbortSignal): Promise<void> {
    try {
      const order = await this.session.api.orders.get.query({ orderId: this.orderId });
      if (!signal.aborted) this.#show(order);
    } catch (error) {
      if (signal.aborted) return;
      const { code } = faultOf(error);
      this.fault = code === 'OFFLINE' ? this.session.t('offline') : this.session.t(`error.${code}`);
    }
  }

  #show(order: Order): void {
    const before = this.order;
    if (before && before.version > order.version) return;
    this.order = order;
    if (before && order.paid > before.paid) emit(this, 'renewal-paid', { orderId: order.id });
  }

  protected override render(): TemplateResult {
    const { t } = this.session;
    if (!this.order) {
      return html`<div class="card stack">
        ${
          this.fault
            ? html`<p class="notice bad" role="alert">${this.fault}</p>
              <div class="row"><button type="button" @click=${() => this.#follow()}>${t('retry')}</button>${this.#backButton()}</div>`
            : html`<p class="muted" role="status">${t('loading')}</p>`
        }
      </div>`;
    }
    if (this.stage === 'method') {
      void import('../payment/pay-view.ts');
      return html`<renewal-pay-view
        .session=${this.session}
        .order=${this.order}
        .onBack=${() => {
          this.stage = 'details';
        }}
      ></renewal-pay-view>`;
    }
    return html`<renewal-order-details
      .session=${this.session}
      .order=${this.order}
      .onBack=${this.onBack}
      .onPay=${() => {
        this.stage = 'method';
      }}
      .onOrder=${(order: Order) => this.#show(order)}
    ></renewal-order-details>`;
  }

  #backButton(): TemplateResult | typeof nothing {
    const { onBack } = this;
    if (!onBack) return nothing;
    return html`<button type="button" @click=${onBack}>${this.session.t('back')}</button>`;
  }
}

register('renewal-order-view', OrderView);

declare global {
  interface HTMLElementTagNameMap {
    'renewal-order-view': OrderView;
  }
}
