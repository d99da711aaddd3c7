import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { addDays } from '../../shared/calendar-date.ts';
import { LIMITS } from '../../shared/limits.ts';
import { SHOWN_STATES, type ShownState } from '../../shared/order-state.ts';
import type { OrderPage } from '../../shared/schemas/order.ts';
import { CallController } from '../api/call-controller.ts';
import type { SignIn } from '../api/sign-in.ts';
import { registerInner } from '../register.ts';
import { allControls } from '../ui/all-controls.styles.ts';
import { faultNotice, retryNotice } from '../ui/fault-notice.ts';
import { wideListStyles } from '../ui/list.styles.ts';
import { StyledElement } from '../ui/styled-element.ts';
import { skeleton } from '../ui/theme/skeleton.styles.ts';
import { tokens } from '../ui/theme/tokens.styles.ts';
import { LiveList } from './live-list.ts';
import { CopyLinkButton } from './order/copy-link-button.ts';
import { OrderView } from './order/order-view.ts';
import { orderListStyles } from './order-list.styles.ts';
import { orderRow } from './order-row.ts';
import { foundOrders, OrdersBar } from './orders-bar.ts';
import { rereadOrders } from './reread-orders.ts';

/** Filters of the list: due within a week, a state, or orders with unapplied money or a refund due. */
const FILTERS = ['dueSoon', ...SHOWN_STATES, 'moneyWaiting'] as const;
type Filter = (typeof FILTERS)[number];

const VIEWS = ['orders', 'unpaid'] as const;

/** Orders, or the unpaid lines of all orders. */
export type OrdersView = (typeof VIEWS)[number];

/** Days before the due date from which an order is due soon. */
const SOON_DAYS = 7;

/** A search waits for a pause in typing, in milliseconds. */
const DELAY = 250;

export { OrdersRoute } from './orders-route.ts';

/** The firm's orders, newest first, live; one opens in place. */
export class OrderList extends StyledElement {
  static readonly tag = 'renewal-order-list';
  static readonly uses = [CopyLinkButton, OrdersBar, OrderView];
  static override styles = [tokens, allControls, wideListStyles, skeleton, orderListStyles];

  @property({ attribute: false }) signIn!: SignIn;
  /** The open order; empty for the list. */
  @property({ attribute: false }) orderId = '';
  /** The content of the list: orders, or unpaid lines of all orders. */
  @property({ attribute: false }) view: OrdersView = 'orders';
  @property({ attribute: false }) onView!: (view: OrdersView) => void;
  /** Opens an order, or the list. */
  @property({ attribute: false }) onOpen!: (orderId: string) => void;

  @state() private page: OrderPage | null = null;
  /** Whether the unpaid lines' part is loaded. */
  @state() private hasUnpaid = false;
  @state() private search = '';
  @state() private filter: Filter | '' = '';
  @query('input[type=search]') private searchField!: HTMLElement | null;

  readonly #reading = new CallController(this, {
    kind: 'question',
    run: (_signal: AbortSignal, from: { cursor?: string }) => this.#read(from),
    done: (page, { cursor }) => {
      const before = cursor ? (this.page?.orders ?? []) : [];
      const totals = page.totals ?? (cursor ? this.page?.totals : undefined);
      this.page = { ...page, ...(totals && { totals }), orders: [...before, ...page.orders] };
      this.#live.goOn();
    },
    failed: () => this.#live.goOn(),
  });
  readonly #live: LiveList<OrderPage> = new LiveList(this, {
    shown: () => (this.orderId === '' && !this.#reading.isBusy ? this.page : null),
    reread: (shown) => this.#reread(shown),
    show: (page) => {
      this.page = page;
    },
    begin: () => this.#live.follow(),
  });
  readonly #loading = new CallController(this, {
    kind: 'question',
    run: async () => registerInner((await import('./unpaid/unpaid-view.ts')).UnpaidView),
    done: () => {
      this.hasUnpaid = true;
    },
  });
  /** The focused row while others come and go. */
  #focusedRow = -1;
  /** The focus when the list is shown again. */
  #left = '';
  /** The order that the person opened, rather than the host. */
  #opened = '';
  /** The orders from which the present one was opened, the last of them last: Back leads there. */
  #trail: string[] = [];

  protected override willUpdate(changed: PropertyValues<this>): void {
    const isOther = changed.has('signIn') && changed.get('signIn')?.api !== this.signIn.api;
    const isBack = changed.has('orderId') && this.orderId === '';
    if (isBack) {
      this.#left = changed.get('orderId') ?? '';
      this.#opened = '';
      this.#trail = [];
    } else if (changed.has('orderId') && this.orderId !== this.#opened) {
      // The order was changed by the browser's Back, or by the host: orders opened from there are behind.
      this.#trail.length = Math.max(0, this.#trail.lastIndexOf(this.orderId));
    }
    if (isOther) {
      this.page = null;
      this.#live.follow();
    }
    // On coming back from an order, the list has its former scroll position.
    if (isOther || (isBack && !this.page)) void this.#reading.start({});
    else if (isBack) this.#live.readSoon(0);
    if (changed.has('view') && this.view === 'unpaid' && !this.hasUnpaid)
      void this.#loading.start();
    this.#focusedRow = this.#rowWithFocus();
  }

  protected override updated(): void {
    this.#keepFocus();
    if (this.orderId !== '' || this.#left === '') return;
    const { renderRoot } = this;
    renderRoot.querySelector<HTMLElement>(`[data-order="${this.#left}"]`)?.focus();
    renderRoot.querySelector('renewal-unpaid-view')?.focusOpened();
    this.#left = '';
  }

  #rowWithFocus(): number {
    const row = this.shadowRoot?.activeElement?.closest('tbody tr');
    return row ? [...(row.parentElement?.children ?? [])].indexOf(row) : -1;
  }

  /** The focused order may have left the list: the one in its place gets the focus. */
  #keepFocus(): void {
    if (this.orderId !== '' || this.#focusedRow < 0 || this.#rowWithFocus() >= 0) return;
    const rows = [...this.renderRoot.querySelectorAll<HTMLElement>('[data-order]')];
    (rows[this.#focusedRow] ?? rows.at(-1) ?? this.searchField)?.focus();
  }

  #readMore(): void {
    const cursor = this.page?.nextCursor;
    if (cursor && !this.#reading.isBusy) void this.#reading.start({ cursor });
  }

  /** Those due first are read as many as are shown; new orders push none of them away. */
  #reread(shown: OrderPage): Promise<OrderPage> {
    if (this.filter !== 'dueSoon') return rereadOrders(shown, (from) => this.#read(from));
    const limit = Math.min(Math.max(shown.orders.length, LIMITS.pageSize), LIMITS.ordersPage);
    return this.#read({ limit });
  }

  readonly #read = (from: { cursor?: string; limit?: number }): Promise<OrderPage> =>
    this.#reader()(from);

  /** Reads the orders searched for now, whatever is searched for later. */
  #reader(): (from: { cursor?: string; limit?: number }) => Promise<OrderPage> {
    const { api } = this.signIn;
    const filter = { query: this.search.slice(0, LIMITS.searchText), ...this.#narrowed };
    return (from) => api.orders.list.query({ ...filter, ...from });
  }

  get #narrowed(): { state?: ShownState; hasMoneyWaiting?: true; dueBy?: string } {
    if (this.filter === 'dueSoon') return { dueBy: addDays(this.signIn.whoAmI.today, SOON_DAYS) };
    if (this.filter === 'moneyWaiting') return { hasMoneyWaiting: true };
    return this.filter ? { state: this.filter } : {};
  }

  protected override render(): TemplateResult {
    const isUnpaid = this.view === 'unpaid';
    // The unpaid lines stay where they were left while an order of theirs is open.
    return html`${this.orderId ? this.#renderOrder() : this.#renderViews()}
      ${isUnpaid ? this.#renderUnpaid() : nothing}
      ${
        this.orderId || isUnpaid
          ? nothing
          : html`<p class="visually-hidden" role="status">${this.#said}</p>
          <div class="stack">
            ${this.#renderFilters()}
            ${this.#renderList()}
            ${this.#renderFault()}
          </div>`
      }`;
  }

  #renderOrder(): TemplateResult {
    return html`<renewal-order-view
      .signIn=${this.signIn}
      .orderId=${this.orderId}
      .takesFocus=${this.#opened === this.orderId}
      .onBack=${() => this.#goBack()}
      .onOpen=${(orderId: string) => this.#openFrom(orderId)}
    ></renewal-order-view>`;
  }

  /** Returns to the order from which this one was opened, or to the list as it was left. */
  #goBack(): void {
    const before = this.#trail.pop() ?? '';
    this.#opened = before;
    this.onOpen(before);
  }

  #openFrom(orderId: string): void {
    this.#trail.push(this.orderId);
    this.#open(orderId);
  }

  #renderViews(): TemplateResult {
    const { t } = this.signIn;
    return html`<div class="row views" role="group" aria-label=${t('views.label')}>
      ${VIEWS.map(
        (view) => html`<button
          type="button"
          class="quiet"
          aria-pressed=${view === this.view}
          @click=${() => this.onView(view)}
        >
          ${t(view === 'orders' ? 'orders' : 'views.unpaid')}
        </button>`,
      )}
    </div>`;
  }

  #renderUnpaid(): TemplateResult {
    const { t } = this.signIn;
    if (!this.hasUnpaid) {
      return html`<div class="live" role="alert">${retryNotice(t, this.#loading)}</div>
        <div class="skeleton" role="status" aria-label=${t('loading')}><i></i><i></i><i></i><i></i></div>`;
    }
    return html`<renewal-unpaid-view
      ?hidden=${this.orderId !== ''}
      .signIn=${this.signIn}
      .onOpen=${(orderId: string) => this.#open(orderId)}
    ></renewal-unpaid-view>`;
  }

  #renderFilters(): TemplateResult {
    const { t } = this.signIn;
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
    const { t } = this.signIn;
    if (filter === '') return t('orders.all');
    if (filter === 'dueSoon') return t('orders.dueSoon', { count: SOON_DAYS });
    return t(filter === 'moneyWaiting' ? 'orders.moneyWaiting' : `orderState.${filter}`);
  }

  #handleSearch(event: InputEvent): void {
    this.search = (event.target as HTMLInputElement).value;
    this.#reading.startIn(DELAY, {});
  }

  #handleFilter(event: Event): void {
    this.filter = (event.target as HTMLSelectElement).value as Filter | '';
    void this.#reading.start({});
  }

  /** The state of the list for screen readers, in a place that is there before the list. */
  get #said(): string {
    const { page } = this;
    const { t } = this.signIn;
    if (!page) return this.#reading.fault ? '' : t('loading');
    return page.orders.length === 0 ? this.#none : foundOrders(t, page.totals);
  }

  get #none(): string {
    const isFiltered = this.search !== '' || this.filter !== '';
    return this.signIn.t(isFiltered ? 'orders.none' : 'orders.empty');
  }

  #renderList(): TemplateResult | typeof nothing {
    const { t } = this.signIn;
    const { page } = this;
    if (!page) {
      return this.#reading.fault
        ? nothing
        : html`<div class="skeleton"><i></i><i></i><i></i><i></i></div>`;
    }
    if (page.orders.length === 0) return html`<p class="card muted empty">${this.#none}</p>`;
    return html`<section class="card list-card" aria-label=${t('orders')} aria-busy=${this.#reading.isBusy}>
      <renewal-orders-bar
        .signIn=${this.signIn}
        .totals=${page.totals}
        .reader=${() => this.#reader()}
      ></renewal-orders-bar>
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
        <tbody>
          ${repeat(
            page.orders,
            ({ id }) => id,
            (order) => orderRow(this.signIn, order, () => this.#open(order.id)),
          )}
        </tbody>
      </table>
      ${
        page.nextCursor && !this.#reading.fault
          ? html`<div class="pager row">
            <button type="button" aria-disabled=${this.#reading.isBusy} @click=${this.#readMore}>${t('loadMore')}</button>
          </div>`
          : nothing
      }
    </section>`;
  }

  #open(orderId: string): void {
    this.#opened = orderId;
    this.onOpen(orderId);
  }

  #renderFault(): TemplateResult | typeof nothing {
    if (!this.#reading.fault) return nothing;
    return html`<div class="card stack">
      <div role="alert">${faultNotice(this.#reading)}</div>
      <div class="row"><button type="button" @click=${this.#reading.retry}>${this.signIn.t('retry')}</button></div>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'renewal-order-list': OrderList;
  }
}
