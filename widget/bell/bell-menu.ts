import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { formatInstant } from '../../shared/calendar-date.ts';
import { formatDong } from '../../shared/money.ts';
import type { Notification } from '../../shared/schemas/notification.ts';
import { faultOf, type Session } from '../api/session.ts';
import { emit } from '../events.ts';
import { register } from '../register.ts';
import { controls } from '../ui/controls.styles.ts';
import { icon } from '../ui/icons.ts';
import { tokens } from '../ui/tokens.styles.ts';

interface BellEvent {
  notification: Notification | null;
  unread: number;
}

/** The bell: a count of unread notifications, live, and their list in the top layer. */
export class BellMenu extends LitElement {
  static override styles = [
    tokens,
    controls,
    css`
      :host {
        display: inline-block;
      }
      .bell {
        position: relative;
        display: inline-grid;
        place-items: center;
        width: 40px;
        min-height: 40px;
        padding: 0;
        border-color: transparent;
        background: transparent;
      }
      .bell svg.i {
        width: 22px;
        height: 22px;
      }
      .count {
        position: absolute;
        inset: 1px 0 auto auto;
        min-width: 18px;
        padding: 0 5px;
        border-radius: 99px;
        background: #c2291f;
        color: #fff;
        font-size: 11.5px;
        font-weight: 700;
        line-height: 18px;
        text-align: center;
      }
      .popup {
        position: fixed;
        inset: auto;
        width: min(400px, calc(100vw - 16px));
        max-height: min(560px, calc(100dvh - 80px));
        margin: 0;
        padding: 0;
        border: 1px solid var(--line);
        border-radius: 8px;
        background: var(--surface);
        color: var(--text);
        box-shadow: 0 12px 36px rgb(10 20 30 / 20%);
        overflow: auto;
      }
      .top {
        position: sticky;
        top: 0;
        padding: 10px 14px;
        border-block-end: 1px solid var(--line);
        background: var(--surface);
      }
      ul {
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li {
        display: grid;
        grid-template-columns: 10px 1fr;
        gap: 2px 10px;
        padding: 10px 14px;
        border-block-end: 1px solid var(--line);
      }
      li > div {
        grid-column: 2;
      }
      .dot {
        width: 8px;
        height: 8px;
        margin-block-start: 6px;
        border-radius: 50%;
        background: var(--accent);
      }
      .unread strong {
        font-weight: 700;
      }
      strong {
        font-weight: 500;
      }
      li button {
        min-height: 28px;
        padding: 2px 8px;
        margin-inline-start: -8px;
      }
      .empty {
        padding: 28px 14px;
        text-align: center;
      }
      .more {
        padding: 8px;
        text-align: center;
      }
    `,
  ];

  @property({ attribute: false }) session!: Session;

  @state() private unread = 0;
  @state() private notifications: readonly Notification[] | null = null;
  @state() private hasMore = false;
  @state() private open = false;
  @state() private fault = '';
  @state() private announcement = '';
  @state() private shownOrder = '';
  @query('.popup') private popup!: HTMLElement;
  @query('.bell') private button!: HTMLButtonElement;
  @query('dialog') private dialog!: HTMLDialogElement;

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
    if (changed.has('session')) this.#follow();
  }

  #follow(): void {
    this.#following.abort();
    this.#following = new AbortController();
    const { signal } = this.#following;
    void import('../api/live.ts').then(({ follow }) => {
      if (signal.aborted) return;
      follow<BellEvent>(
        this.session,
        signal,
        (api, last, handlers) => api.notifications.onNew.subscribe(last, handlers),
        (event) => this.#receive(event),
      );
    });
  }

  #receive({ notification, unread }: BellEvent): void {
    this.unread = unread;
    if (!notification) {
      // Another tab has read; what is shown here is read there.
      if (unread === 0)
        this.notifications =
          this.notifications?.map((item) => ({ ...item, readAt: item.readAt ?? Date.now() })) ??
          null;
      return;
    }
    this.announcement = this.#title(notification);
    if (this.notifications) this.notifications = [notification, ...this.notifications];
    if (notification.kind === 'license_renewed') {
      emit(this, 'renewal-paid', { orderId: notification.orderId });
    }
  }

  protected override render(): TemplateResult {
    const { t } = this.session;
    const name = this.unread > 0 ? t('bell.unread', { count: this.unread }) : t('bell');
    return html`<button
        type="button"
        class="bell"
        aria-label=${name}
        aria-haspopup="dialog"
        aria-expanded=${this.open ? 'true' : 'false'}
        @click=${() => (this.open ? this.#close() : this.#show())}
      >
        ${icon('bell')}
        ${this.unread > 0 ? html`<span class="count" aria-hidden="true">${this.unread > 99 ? '99+' : this.unread}</span>` : nothing}
      </button>
      <span class="visually-hidden" role="status">${this.announcement}</span>
      <div
        class="popup"
        popover="auto"
        role="dialog"
        aria-label=${t('bell')}
        @toggle=${this.#handleToggle}
      >
        ${this.open ? this.#renderList() : nothing}
      </div>
      <dialog aria-label=${t('term.order')} @close=${() => {
        this.shownOrder = '';
      }}>
        ${this.shownOrder ? this.#renderOrder() : nothing}
      </dialog>`;
  }

  #renderList(): TemplateResult {
    const { t } = this.session;
    const { notifications } = this;
    return html`<div class="top row">
        <h3>${t('bell')}</h3>
        ${this.unread > 0 ? html`<button type="button" class="quiet end" @click=${this.#markAllRead}>${t('bell.markAllRead')}</button>` : nothing}
      </div>
      ${this.fault ? html`<p class="notice bad" role="alert">${this.fault}</p>` : nothing}
      ${!notifications && !this.fault ? html`<p class="empty muted" role="status">${t('loading')}</p>` : nothing}
      ${notifications?.length === 0 ? html`<p class="empty muted">${t('bell.empty')}</p>` : nothing}
      <ul>${notifications?.map((notification) => this.#renderNotification(notification))}</ul>
      ${this.hasMore ? html`<div class="more"><button type="button" class="quiet" @click=${this.#loadMore}>${t('loadMore')}</button></div>` : nothing}`;
  }

  #renderNotification(notification: Notification): TemplateResult {
    const { t } = this.session;
    const isUnread = notification.readAt === null;
    return html`<li class=${isUnread ? 'unread' : ''}>
      ${isUnread ? html`<span class="dot" role="img" aria-label=${t('bell.isUnread')}></span>` : html`<span></span>`}
      <div>
        <strong>${this.#title(notification)}</strong>
        <div class="muted">${this.#summary(notification)}</div>
        <div class="row">
          <button
            type="button"
            class="quiet"
            aria-label="${t('viewDetails')} ${notification.orderNumber}"
            @click=${() => this.#openOrder(notification)}
          >
            ${t('viewDetails')}
          </button>
          <span class="muted end">${formatInstant(notification.createdAt)}</span>
        </div>
      </div>
    </li>`;
  }

  #renderOrder(): TemplateResult {
    return html`<renewal-order-view
      .session=${this.session}
      .orderId=${this.shownOrder}
      .onBack=${() => this.dialog.close()}
    ></renewal-order-view>`;
  }

  #title({ kind, orderNumber }: Notification): string {
    return this.session.t(`notification.${kind}`, { number: orderNumber });
  }

  #summary({ kind, amount, lineCount, customerName }: Notification): string {
    const { t } = this.session;
    const more = lineCount > 1 ? ` ${t('andMore', { count: lineCount - 1 })}` : '';
    const who = customerName ? `${customerName}${more}` : '';
    return [kind === 'license_renewed' ? '' : formatDong(amount), who].filter(Boolean).join(' · ');
  }

  async #show(): Promise<void> {
    this.open = true;
    await this.updateComplete;
    const box = this.button.getBoundingClientRect();
    const width = Math.min(400, innerWidth - 16);
    this.popup.style.left = `${Math.max(8, Math.min(box.right - width, innerWidth - width - 8))}px`;
    this.popup.style.top = `${Math.min(box.bottom + 6, innerHeight - 120)}px`;
    this.popup.showPopover();
    await this.#load();
  }

  #close(): void {
    this.popup.hidePopover();
  }

  /** Escape and a click outside close it as well. */
  #handleToggle(event: ToggleEvent): void {
    this.open = event.newState === 'open';
    if (!this.open) this.button.focus();
  }

  async #load(before?: number): Promise<void> {
    this.fault = '';
    try {
      const page = await this.session.api.notifications.list.query(before ? { before } : {});
      this.notifications = before
        ? [...(this.notifications ?? []), ...page.notifications]
        : page.notifications;
      this.unread = page.unread;
      this.hasMore = page.hasMore;
    } catch (error) {
      const { code } = faultOf(error);
      this.fault = code === 'OFFLINE' ? this.session.t('offline') : this.session.t(`error.${code}`);
    }
  }

  async #loadMore(): Promise<void> {
    await this.#load(this.notifications?.at(-1)?.sequence);
  }

  async #markAllRead(): Promise<void> {
    const newest = this.notifications?.[0];
    if (newest) await this.#markRead(newest.sequence, false);
  }

  async #markRead(sequence: number, only: boolean): Promise<void> {
    try {
      const { unread } = await this.session.api.notifications.markRead.mutate({ sequence, only });
      this.unread = unread;
      const readAt = Date.now();
      this.notifications =
        this.notifications?.map((item) =>
          item.sequence === sequence || (!only && item.sequence < sequence)
            ? { ...item, readAt: item.readAt ?? readAt }
            : item,
        ) ?? null;
    } catch {
      // It stays unread, and can be read again.
    }
  }

  async #openOrder(notification: Notification): Promise<void> {
    this.#close();
    if (notification.readAt === null) void this.#markRead(notification.sequence, true);
    if (!emit(this, 'renewal-open-order', { orderId: notification.orderId })) return;
    await import('../orders/order-view.ts');
    this.shownOrder = notification.orderId;
    await this.updateComplete;
    this.dialog.showModal();
  }
}

register('renewal-bell-menu', BellMenu);

declare global {
  interface HTMLElementTagNameMap {
    'renewal-bell-menu': BellMenu;
  }
}
