import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import type { BellEvent } from '../../shared/schemas/live.ts';
import type { Notification, NotificationPage } from '../../shared/schemas/notification.ts';
import { CallController } from '../api/call-controller.ts';
import { Following } from '../api/live/following.ts';
import { paidReporter } from '../api/paid-once.ts';
import type { SignIn } from '../api/sign-in.ts';
import { reportUnpaid } from '../api/unpaid-once.ts';
import { allOf } from '../choose-request.ts';
import { emit } from '../events.ts';
import { allControls } from '../ui/all-controls.styles.ts';
import { faultNotice } from '../ui/fault-notice.ts';
import { icon } from '../ui/icons.ts';
import { popup } from '../ui/popup.styles.ts';
import { StyledElement } from '../ui/styled-element.ts';
import { skeleton } from '../ui/theme/skeleton.styles.ts';
import { tokens } from '../ui/theme/tokens.styles.ts';
import { Anchored } from './anchored.ts';
import { BellDialog, loadOpened, type Opened } from './bell-dialog.ts';
import { bellStyles } from './bell-menu.styles.ts';
import { NotificationItems, notificationTitle } from './notification-items.ts';
import {
  type NotificationList,
  withNew,
  withNewestPage,
  withOlderPage,
  withRead,
} from './notification-list.ts';
import { ReminderChoice } from './reminder-choice.ts';

/** The bell: a count of unread notifications, live, and their list in the top layer. */
export class BellMenu extends StyledElement {
  static readonly tag = 'renewal-bell-menu';
  static readonly uses = [NotificationItems, BellDialog, ReminderChoice];
  static override styles = [tokens, allControls, skeleton, popup, bellStyles];

  @property({ attribute: false }) signIn!: SignIn;

  @state() private unread = 0;
  @state() private list: NotificationList | null = null;
  @state() private open = false;
  @state() private announcement = '';
  /** All licences of the digest that was pressed have been ordered. */
  @state() private isOrdered = false;
  @query('.popup') private popup!: HTMLElement;
  @query('.bell') private button!: HTMLButtonElement;
  @query('renewal-bell-dialog') private dialog!: BellDialog;
  @query('renewal-notification-items') private items!: NotificationItems | null;

  readonly #following = new Following(this, () => this.#follow());
  #reportPaid = paidReporter(this);
  /** Each order's newest entry of payments. */
  readonly #paid = new Map<string, Notification>();
  /** While the list is open, it follows the bell. */
  readonly #anchored = new Anchored(this);
  #hadFocus = false;

  readonly #newest = new CallController(this, {
    kind: 'question',
    run: (signal: AbortSignal) => this.signIn.api.notifications.list.query({}, { signal }),
    done: (page) => this.#take(page, withNewestPage(this.list, page)),
  });
  readonly #older = new CallController(this, {
    kind: 'question',
    run: (signal: AbortSignal, before: number) =>
      this.signIn.api.notifications.list.query({ before }, { signal }),
    done: (page) => this.#take(page, this.list && withOlderPage(this.list, page)),
  });
  readonly #opening = new CallController(this, {
    kind: 'question',
    run: (_signal: AbortSignal, opened: Opened) => loadOpened(opened),
    done: (_, opened) => {
      this.popup.hidePopover();
      return this.dialog.show(opened);
    },
  });
  readonly #renewing = new CallController(this, {
    kind: 'question',
    run: (signal: AbortSignal, digestId: string) =>
      this.signIn.api.reminders.licenses.query({ digestId }, { signal }),
    done: ({ ids, customers, licenses }, digestId) => {
      this.isOrdered = ids.length === 0;
      if (this.isOrdered) return;
      const isOurs = emit(this, 'renewal-renew', { digestId, customers, licenses });
      if (!isOurs) return this.popup.hidePopover();
      return this.#opening.start({ choose: { given: allOf(ids) } });
    },
  });

  constructor() {
    super();
    this.addEventListener('keydown', this.#handleKey);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    // A sign-in in another language continues the same stream.
    if (changed.has('signIn') && changed.get('signIn')?.api !== this.signIn.api) this.#follow();
  }

  #follow(): void {
    this.#following.start('bell', (event) => this.#receive(event));
  }

  #receive({ notification, unread }: BellEvent): void {
    const isNews = unread !== this.unread;
    this.unread = unread;
    if (!notification) {
      // Another tab has marked something as read.
      if (isNews && this.open) void this.#newest.start();
      return;
    }
    this.announcement = notificationTitle(this.signIn, notification);
    if (this.list) this.list = withNew(this.list, notification);
    reportUnpaid(this, notification);
    this.#tellPaid(notification);
  }

  /** An entry sums up the one before it, unless that was read; after a gap of the stream, also others not told yet. */
  #tellPaid(notification: Notification): void {
    const { kind, orderId, sequence, amount, earlierAmount } = notification;
    if (kind !== 'payment_received' || !orderId) return;
    const last = this.#paid.get(orderId);
    if (last && last.sequence >= sequence) return;
    this.#paid.set(orderId, notification);
    const told = last && last.amount <= earlierAmount ? last.amount : 0;
    this.#reportPaid(orderId, amount - told);
  }

  protected override render(): TemplateResult {
    const { t } = this.signIn;
    const name = this.unread > 0 ? t('bell.unread', { count: this.unread }) : t('bell');
    return html`<button
        type="button"
        class="bell"
        popovertarget="popup"
        aria-label=${name}
        aria-haspopup="dialog"
        aria-expanded=${this.open}
        @focusout=${this.#handleFocusOut}
      >
        ${icon('bell')}
        ${this.unread > 0 ? html`<span class="count" aria-hidden="true">${this.unread > 99 ? '99+' : this.unread}</span>` : nothing}
      </button>
      <span class="visually-hidden" role="status">${this.announcement}</span>
      <div
        id="popup"
        class="popup"
        popover="auto"
        role="dialog"
        tabindex="-1"
        aria-label=${t('bell')}
        @beforetoggle=${this.#handleBeforeToggle}
        @toggle=${this.#handleToggle}
        @focusout=${this.#handleFocusOut}
      >
        ${this.open ? this.#renderList() : nothing}
      </div>
      <renewal-bell-dialog
        .signIn=${this.signIn}
        .onClose=${() => this.button.focus()}
      ></renewal-bell-dialog>`;
  }

  #renderList(): TemplateResult {
    const { t } = this.signIn;
    const { list } = this;
    const failed = this.#failed;
    return html`<div class="top row">
        <h3>${t('bell')}</h3>
        ${this.unread > 0 ? html`<button type="button" class="quiet end" @click=${this.#markAllRead}>${t('bell.markAllRead')}</button>` : nothing}
      </div>
      ${!list && !failed ? html`<div class="skeleton" role="status" aria-label=${t('loading')}><i></i><i></i><i></i></div>` : nothing}
      ${list?.items.length === 0 ? html`<p class="empty muted">${t('bell.empty')}</p>` : nothing}
      <renewal-notification-items
        .signIn=${this.signIn}
        .items=${list?.items ?? []}
        .onOpen=${(notification: Notification) => this.#open(notification)}
      ></renewal-notification-items>
      <p class="note" role="status">${this.isOrdered ? t('bell.allOrdered') : nothing}</p>
      <div class="live" role="alert">${failed ? faultNotice(failed) : nothing}</div>
      ${this.#renderMore()}
      <renewal-reminder-choice class="foot" .signIn=${this.signIn}></renewal-reminder-choice>`;
  }

  #renderMore(): TemplateResult | typeof nothing {
    const { t } = this.signIn;
    const failed = this.#failed;
    if (failed) {
      return html`<div class="more"><button type="button" @click=${failed.retry}>${t('retry')}</button></div>`;
    }
    if (!this.list?.hasMore) return nothing;
    return html`<div class="more">
      <button type="button" class="quiet" @click=${this.#readOlder}>${t('loadMore')}</button>
    </div>`;
  }

  /** Tab leads on to the page, where the list would cover what has the focus; a click on the bell closes it itself. */
  #handleFocusOut({ relatedTarget }: FocusEvent): void {
    const parts = [this.button, this.popup];
    const isInside = parts.some((part) => part.contains(relatedTarget as Node | null));
    if (relatedTarget && !isInside && this.open) this.popup.hidePopover();
  }

  /** Placed before it is shown, so that it never appears elsewhere first. */
  #handleBeforeToggle(event: ToggleEvent): void {
    this.#anchored.leave();
    this.#hadFocus = this.popup.matches(':focus-within');
    if (event.newState === 'open') this.#anchored.follow(this.button, this.popup);
  }

  #handleToggle(event: ToggleEvent): void {
    this.open = event.newState === 'open';
    if (!this.open) {
      // Most browsers do so themselves; in some, a click does not focus a button.
      if (this.#hadFocus) this.button.focus();
      return;
    }
    this.popup.focus();
    this.#opening.clear();
    this.#renewing.clear();
    this.isOrdered = false;
    this.#older.clear();
    void this.#newest.start();
  }

  /** The call whose fault is shown in the list. */
  get #failed(): Pick<CallController<[], unknown>, 'text' | 'retry'> | undefined {
    return [this.#opening, this.#renewing, this.#older, this.#newest].find(
      ({ fault }) => fault !== null,
    );
  }

  #readOlder(): void {
    const before = this.list?.items.at(-1)?.sequence;
    if (before !== undefined) void this.#older.start(before);
  }

  #take({ unread }: NotificationPage, list: NotificationList | null): void {
    this.unread = unread;
    this.list = list;
  }

  async #markAllRead(): Promise<void> {
    const newest = this.list?.items[0];
    if (!newest) return;
    // The button disappears with the last unread one.
    this.popup.focus();
    await this.#markRead({ sequence: newest.sequence, only: false });
  }

  async #markRead(mark: { sequence: number; only: boolean }): Promise<void> {
    try {
      const { unread } = await this.signIn.api.notifications.markRead.mutate(mark);
      this.unread = unread;
      if (this.list) this.list = withRead(this.list, mark, Date.now());
    } catch {
      // It stays unread, and can be marked again.
    }
  }

  async #open({ orderId, digestId, sequence, readAt }: Notification): Promise<void> {
    if (readAt === null) void this.#markRead({ sequence, only: true });
    if (digestId !== null) return await this.#renewing.start(digestId);
    if (orderId === null) return;
    const isOurs = emit(this, 'renewal-open-order', { orderId });
    if (!isOurs) return this.popup.hidePopover();
    await this.#opening.start({ orderId });
  }

  #handleKey(event: KeyboardEvent): void {
    if (!this.open) return;
    // Closes the list, and nothing of the host's.
    if (event.key === 'Escape') event.stopPropagation();
    const { items } = this;
    if (event.key !== 'ArrowDown' || !items || event.composedPath().includes(items)) return;
    event.preventDefault();
    items.focusFirst();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'renewal-bell-menu': BellMenu;
  }
}
