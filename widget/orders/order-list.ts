import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { formatInstant } from '../../shared/calendar-date.ts';
import { formatDong } from '../../shared/money.ts';
import { ORDER_STATES, type OrderState } from '../../shared/order-state.ts';
import type { OrderSummary } from '../../shared/schemas/order.ts';
import { faultOf, type Session } from '../api/session.ts';
import { register } from '../register.ts';
import { controls } from '../ui/controls.styles.ts';
import { listStyles } from '../ui/list.styles.ts';
import { tokens } from '../ui/tokens.styles.ts';
import './copy-link-button.ts';
import './order-view.ts';

const DELAY = 250;

/** The firm's orders, newest first; one opens in place. */
export class OrderList extends LitElement {
  static override styles = [
    tokens,
    controls,
    listStyles,
    css`
      .filters {
        align-items: end;
      }
      .filters .field {
        flex: 1 1 200px;
        max-width: 340px;
      }
      .copy {
        opacity: 0;
      }
      tr:hover .copy,
      tr:focus-within .copy {
        opacity: 1;
      }
      @media (hover: none) {
        .copy {
          opacity: 1;
        }
      }
      @container (max-width: 700px) {
        .copy {
          opacity: 1;
        }
      }
      .empty {
        padding: 40px 20px;
        text-align: center;
      }
    `,
  ];

  @property({ attribute: false }) session!: Session;
  /** The order that is open; empty for the list. */
  @property({ attribute: false }) orderId = '';

  @state() private orders: readonly OrderSummary[] | null = null;
  @state() private nextCursor: string | null = null;
  @state() private search = '';
  @state() private filter: OrderState | '' = '';
  @state() private fault = '';

  #timer: ReturnType<typeof setTimeout> | undefined;
  #run = 0;

  override disconnectedCallback(): void {
    clearTimeout(this.#timer);
    super.disconnectedCallback();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('session')) void this.#load();
  }

  async #load(cursor?: string): Promise<void> {
    const run = ++this.#run;
    this.fault = '';
    try {
      const page = await this.session.api.orders.list.query({
        query: this.search.slice(0, 100),
        ...(this.filter ? { state: this.filter } : {}),
        ...(cursor ? { cursor } : {}),
      });
      if (run !== this.#run) return;
      this.orders = cursor ? [...(this.orders ?? []), ...page.orders] : page.orders;
      this.nextCursor = page.nextCursor;
    } catch (error) {
      if (run !== this.#run) return;
      const { code } = faultOf(error);
      this.fault = code === 'OFFLINE' ? this.session.t('offline') : this.session.t(`error.${code}`);
    }
  }

  protected override render(): TemplateResult {
    if (this.orderId) {
      return html`<renewal-order-view
        .session=${this.session}
        .orderId=${this.orderId}
        .onBack=${() => {
          this.orderId = '';
          void this.#load();
        }}
      ></renewal-order-view>`;
    }
    return html`<div class="stack">${this.#renderFilters()}${this.#renderList()}</div>`;
  }

  #renderFilters(): TemplateResult {
    const { t } = this.session;
    return html`<div class="row filters">
      <label class="field">
        <span>${t('orders.search')}</span>
        <input
          type="search"
          aria-label=${t('orders.search')}
          placeholder=${t('orders.searchHint')}
          .value=${this.search}
          @input=${(event: InputEvent) => {
            this.search = (event.target as HTMLInputElement).value;
            clearTimeout(this.#timer);
            this.#timer = setTimeout(() => this.#load(), DELAY);
          }}
        />
      </label>
      <label class="field">
        <span>${t('state')}</span>
        <select
          aria-label=${t('state')}
          @change=${(event: Event) => {
            this.filter = (event.target as HTMLSelectElement).value as OrderState | '';
            void this.#load();
          }}
        >
          <option value="">${t('orders.all')}</option>
          ${ORDER_STATES.map((state) => html`<option value=${state}>${t(`orderState.${state}`)}</option>`)}
        </select>
      </label>
    </div>`;
  }

  #renderList(): TemplateResult {
    const { t } = this.session;
    if (this.fault) {
      return html`<div class="card stack">
        <p class="notice bad" role="alert">${this.fault}</p>
        <div class="row"><button type="button" @click=${() => this.#load()}>${t('retry')}</button></div>
      </div>`;
    }
    if (!this.orders) return html`<p class="card muted" role="status">${t('loading')}</p>`;
    if (this.orders.length === 0) {
      const isFiltered = this.search !== '' || this.filter !== '';
      return html`<p class="card muted empty">${t(isFiltered ? 'orders.none' : 'orders.empty')}</p>`;
    }
    return html`<section class="card list-card" aria-label=${t('orders')}>
      <table>
        <thead>
          <tr>
            <th>${t('term.orderNumber')}</th>
            <th>${t('term.customer')}</th>
            <th>${t('orders.placed')}</th>
            <th>${t('state')}</th>
            <th class="number">${t('term.total')}</th>
            <th class="number">${t('due')}</th>
          </tr>
        </thead>
        <tbody>${this.orders.map((order) => this.#renderOrder(order))}</tbody>
      </table>
      ${
        this.nextCursor
          ? html`<div class="pager row">
            <button type="button" @click=${() => this.#load(this.nextCursor ?? undefined)}>${t('loadMore')}</button>
          </div>`
          : nothing
      }
    </section>`;
  }

  #renderOrder(order: OrderSummary): TemplateResult {
    const { t } = this.session;
    const more = order.lineCount - 1;
    return html`<tr>
      <td class="main">
        <button
          type="button"
          class="link"
          aria-label="${t('viewDetails')} ${order.number}"
          @click=${() => {
            this.orderId = order.id;
          }}
        >
          ${order.number}
        </button>
      </td>
      <td>
        ${order.firstCustomerName}${more > 0 ? html` <span class="muted">${t('andMore', { count: more })}</span>` : nothing}
        ${
          order.due > 0
            ? html`<div><renewal-copy-link-button
              class="copy"
              .session=${this.session}
              .orderId=${order.id}
            ></renewal-copy-link-button></div>`
            : nothing
        }
      </td>
      <td data-label=${t('orders.placed')}>
        ${formatInstant(order.createdAt)}<div class="muted">${order.placedBy}</div>
      </td>
      <td><span class="badge ${order.state}">${t(`orderState.${order.state}`)}</span></td>
      <td class="number" data-label=${t('term.total')}>${formatDong(order.total)}</td>
      <td class="number" data-label=${t('due')}>${order.due > 0 ? formatDong(order.due) : '–'}</td>
    </tr>`;
  }
}

register('renewal-order-list', OrderList);

declare global {
  interface HTMLElementTagNameMap {
    'renewal-order-list': OrderList;
  }
}
