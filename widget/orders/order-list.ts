import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { calendarDateAt, formatDate } from '../../shared/calendar-date.ts';
import { LIMITS } from '../../shared/limits.ts';
import { formatDong } from '../../shared/money.ts';
import { ORDER_STATES, type OrderState } from '../../shared/order-state.ts';
import type { OrderPage, OrderSummary } from '../../shared/schemas/order.ts';
import { errorDetail, faultOf, faultText, type Session } from '../api/session.ts';
import { emit } from '../events.ts';
import { register } from '../register.ts';
import { StyledElement } from '../styled-element.ts';
import { controls } from '../ui/controls.styles.ts';
import { wideListStyles } from '../ui/list.styles.ts';
import { skeleton } from '../ui/skeleton.styles.ts';
import { tokens } from '../ui/tokens.styles.ts';
import './copy-link-button.ts';
import { orderBadge } from './order-badge.ts';
import { orderListStyles } from './order-list.styles.ts';
import './order-view.ts';

/** What the list can be narrowed to: a state, or orders with money that waits or is to be paid back. */
const FILTERS = [...ORDER_STATES, 'moneyWaiting'] as const;
type Filter = (typeof FILTERS)[number];

/** A search waits for a pause in typing, in milliseconds. */
const DELAY = 250;

/** The firm's orders, newest first; one opens in place. */
export class OrderList extends StyledElement {
  static override styles = [tokens, controls, wideListStyles, skeleton, orderListStyles];

  @property({ attribute: false }) session!: Session;
  /** The order that is open; empty for the list. */
  @property({ attribute: false }) orderId = '';
  /** Opens an order, or the list. */
  @property({ attribute: false }) onOpen: (orderId: string) => void = () => {};

  @state() private page: OrderPage | null = null;
  @state() private search = '';
  @state() private filter: Filter | '' = '';
  @state() private loading = false;
  @state() private fault = '';

  #timer: ReturnType<typeof setTimeout> | undefined;
  #run = 0;
  #again: () => Promise<void> = () => this.#load();
  /** Where the focus goes when the list is shown again. */
  #left = '';
  /** The order that the person opened, rather than the host. */
  #opened = '';

  override disconnectedCallback(): void {
    clearTimeout(this.#timer);
    super.disconnectedCallback();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const isOther = changed.has('session') && changed.get('session')?.api !== this.session.api;
    const isBack = changed.has('orderId') && this.orderId === '';
    if (isBack) {
      this.#left = changed.get('orderId') ?? '';
      this.#opened = '';
    }
    if (isOther || isBack) void this.#load();
  }

  protected override updated(): void {
    if (this.orderId !== '' || this.#left === '') return;
    this.renderRoot.querySelector<HTMLElement>(`[data-order="${this.#left}"]`)?.focus();
    this.#left = '';
  }

  async #load(): Promise<void> {
    await this.#query({}, (page) => page);
  }

  async #loadMore(): Promise<void> {
    const { page } = this;
    if (!page?.nextCursor) return;
    await this.#query({ cursor: page.nextCursor }, ({ orders, nextCursor }) => ({
      orders: [...page.orders, ...orders],
      nextCursor,
    }));
  }

  /** @param take makes the page that is shown then of the one that came */
  async #query(from: { cursor?: string }, take: (page: OrderPage) => OrderPage): Promise<void> {
    const run = ++this.#run;
    this.#again = () => this.#query(from, take);
    this.loading = true;
    this.fault = '';
    try {
      const page = await this.session.api.orders.list.query({
        query: this.search.slice(0, LIMITS.searchText),
        ...this.#narrowed,
        ...from,
      });
      if (run === this.#run) this.page = take(page);
    } catch (error) {
      if (run === this.#run) this.#say(error);
    }
    if (run === this.#run) this.loading = false;
  }

  get #narrowed(): { state?: OrderState; hasMoneyWaiting?: true } {
    if (this.filter === 'moneyWaiting') return { hasMoneyWaiting: true };
    return this.filter ? { state: this.filter } : {};
  }

  #say(error: unknown): void {
    const fault = faultOf(error);
    emit(this, 'renewal-error', errorDetail(fault));
    this.fault = faultText(this.session.t, fault);
  }

  protected override render(): TemplateResult {
    if (this.orderId) {
      return html`<renewal-order-view
        .session=${this.session}
        .orderId=${this.orderId}
        .takesFocus=${this.#opened === this.orderId}
        .onBack=${() => this.onOpen('')}
        .onOpen=${this.onOpen}
      ></renewal-order-view>`;
    }
    return html`<div class="stack">
      ${this.#renderFilters()}
      ${this.#renderList()}
      ${this.#renderFault()}
    </div>`;
  }

  #renderFilters(): TemplateResult {
    const { t } = this.session;
    return html`<div class="row filters">
      <label class="field">
        <span>${t('orders.search')}</span>
        <input
          type="search"
          autocomplete="off"
          placeholder=${t('orders.searchHint')}
          .value=${this.search}
          @input=${this.#handleSearch}
        />
      </label>
      <label class="field">
        <span>${t('state')}</span>
        <select @change=${this.#handleFilter}>
          ${['' as const, ...FILTERS].map(
            (filter) => html`<option value=${filter} ?selected=${filter === this.filter}>
              ${this.#filterName(filter)}
            </option>`,
          )}
        </select>
      </label>
    </div>`;
  }

  #filterName(filter: Filter | ''): string {
    const { t } = this.session;
    if (filter === '') return t('orders.all');
    return t(filter === 'moneyWaiting' ? 'orders.moneyWaiting' : `orderState.${filter}`);
  }

  #handleSearch(event: InputEvent): void {
    this.search = (event.target as HTMLInputElement).value;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#load(), DELAY);
  }

  #handleFilter(event: Event): void {
    this.filter = (event.target as HTMLSelectElement).value as Filter | '';
    void this.#load();
  }

  #renderList(): TemplateResult | typeof nothing {
    const { t } = this.session;
    const { page } = this;
    if (!page) {
      return this.fault
        ? nothing
        : html`<div class="skeleton" role="status" aria-label=${t('loading')}><i></i><i></i><i></i><i></i></div>`;
    }
    if (page.orders.length === 0) {
      const isFiltered = this.search !== '' || this.filter !== '';
      return html`<p class="card muted empty" role="status">${t(isFiltered ? 'orders.none' : 'orders.empty')}</p>`;
    }
    return html`<section class="card list-card" aria-label=${t('orders')} aria-busy=${this.loading}>
      <table>
        <thead>
          <tr>
            <th>${t('term.orderNumber')}</th>
            <th>${t('term.customer')}</th>
            <th>${t('orders.placed')}</th>
            <th>${t('state')}</th>
            <th class="number">${t('term.total')}</th>
            <th class="number">${t('due')}</th>
            <th><span class="visually-hidden">${t('column.actions')}</span></th>
          </tr>
        </thead>
        <tbody>${page.orders.map((order) => this.#renderOrder(order))}</tbody>
      </table>
      ${
        page.nextCursor && !this.fault
          ? html`<div class="pager row">
            <button type="button" aria-disabled=${this.loading} @click=${() => this.#loadMore()}>${t('loadMore')}</button>
          </div>`
          : nothing
      }
    </section>`;
  }

  #renderOrder(order: OrderSummary): TemplateResult {
    const { t } = this.session;
    const open = () => {
      this.#opened = order.id;
      this.onOpen(order.id);
    };
    return html`<tr class="opens" @click=${unlessSelecting(open)}>
      <td class="main"><strong id="order-${order.id}" translate="no">${order.number}</strong></td>
      <td class="customers">
        <span translate="no">${order.firstCustomerName}</span>
        <div class="row second">
          <span class="muted">${t('lineCount', { count: order.lineCount })}</span>
          ${
            order.due > 0
              ? html`<renewal-copy-link-button
                class="on-row"
                @click=${stop}
                .session=${this.session}
                .orderId=${order.id}
                .name=${order.number}
              ></renewal-copy-link-button>`
              : nothing
          }
        </div>
      </td>
      <td class="placed">
        <span translate="no">${formatDate(calendarDateAt(order.createdAt))}</span>
        <div class="muted" translate="no">${order.placedBy}</div>
      </td>
      <td class="state">${orderBadge(t, order)} ${this.#renderWaiting(order)}</td>
      <td class="number" data-label=${t('term.total')} translate="no">${formatDong(order.total)}</td>
      <td class="number" data-label=${t('due')}>
        <span>
          <span translate="no">${order.due > 0 ? formatDong(order.due) : '–'}</span>
          ${order.due > 0 ? html`<div class="muted">${t('orders.dueBy', { date: formatDate(order.dueDate) })}</div>` : nothing}
        </span>
      </td>
      <td class="actions" @click=${stop}>
        <button
          type="button"
          class="quiet"
          id="open-${order.id}"
          aria-labelledby="open-${order.id} order-${order.id}"
          data-order=${order.id}
          @click=${open}
        >
          ${t('viewDetails')}
        </button>
      </td>
    </tr>`;
  }

  /** Money that was received and is not where it belongs yet. */
  #renderWaiting({ heldAmount, refundDue }: OrderSummary): readonly TemplateResult[] {
    const { t } = this.session;
    return [
      ...(heldAmount > 0 ? [t('held', { amount: formatDong(heldAmount) })] : []),
      ...(refundDue > 0 ? [t('refund.due', { amount: formatDong(refundDue) })] : []),
    ].map((text) => html`<div class="waits">${text}</div>`);
  }

  #renderFault(): TemplateResult | typeof nothing {
    if (!this.fault) return nothing;
    return html`<div class="card stack">
      <p class="notice bad" role="alert">${this.fault}</p>
      <div class="row"><button type="button" @click=${this.#again}>${this.session.t('retry')}</button></div>
    </div>`;
  }
}

function stop(event: Event): void {
  event.stopPropagation();
}

/** Marking an order's number with the mouse, to copy it, does not open the order. */
function unlessSelecting(open: () => void): () => void {
  return () => {
    if (getSelection()?.isCollapsed !== false) open();
  };
}

register('renewal-order-list', OrderList);

declare global {
  interface HTMLElementTagNameMap {
    'renewal-order-list': OrderList;
  }
}
