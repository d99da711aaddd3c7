import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { formatInstant } from '../../shared/calendar-date.ts';
import { formatDong } from '../../shared/money.ts';
import type { Notification } from '../../shared/schemas/notification.ts';
import { SUMMED_KIND } from '../../shared/summed-kind.ts';
import type { SignIn } from '../api/sign-in.ts';
import { allControls } from '../ui/all-controls.styles.ts';
import { firstAndMore } from '../ui/name-list.ts';
import { StyledElement } from '../ui/styled-element.ts';
import { tokens } from '../ui/theme/tokens.styles.ts';
import { relativeTime } from './relative-time.ts';

/** Pause between updates of "5 minutes ago". */
const TICK_MS = 60_000;

/** The notifications in a column; the arrow keys move between them. */
export class NotificationItems extends StyledElement {
  static readonly tag = 'renewal-notification-items';
  static override styles = [
    tokens,
    allControls,
    css`
      ul {
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li {
        display: grid;
        grid-template-columns: 10px 1fr auto;
        gap: 2px 10px;
        align-items: start;
        padding: 10px 14px;
        border-block-end: 1px solid var(--line);
      }
      li.unread {
        background: color-mix(in srgb, var(--accent-soft), var(--surface));
      }
      .dot {
        width: 8px;
        height: 8px;
        margin-block-start: 6px;
        border-radius: 50%;
        background: var(--accent);
      }
      .title {
        grid-column: 2 / -1;
      }
      .unread .title {
        font-weight: 700;
      }
      .summary {
        grid-column: 2 / -1;
      }
      .when {
        grid-column: 2;
        padding-block-start: 4px;
        color: var(--muted);
        font-size: 13px;
      }
      .when span {
        display: inline-block;
      }
      li button {
        min-height: 28px;
        padding: 2px 8px;
        margin-inline-end: -8px;
      }
      @media (pointer: coarse) {
        li button {
          min-height: 44px;
        }
        .when {
          padding-block-start: 13px;
        }
      }
    `,
  ];

  @property({ attribute: false }) signIn!: SignIn;
  @property({ attribute: false }) items: readonly Notification[] = [];
  @property({ attribute: false }) onOpen!: (notification: Notification) => void;

  #timer: ReturnType<typeof setInterval> | undefined;
  /** The entry with the focus, before other items are drawn. */
  #focused: Notification | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#timer = setInterval(() => this.requestUpdate(), TICK_MS);
  }

  override disconnectedCallback(): void {
    clearInterval(this.#timer);
    super.disconnectedCallback();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('items');
    if (!before) return;
    const { activeElement } = this.renderRoot as ShadowRoot;
    this.#focused = before.find(({ sequence }) => activeElement?.id === `open-${sequence}`);
  }

  /** An entry that sums up the focused one has taken its place further up. */
  protected override updated(): void {
    const focused = this.#focused;
    this.#focused = undefined;
    if (focused?.kind !== SUMMED_KIND || this.items.includes(focused)) return;
    const heir = this.items.find(
      ({ kind, orderId }) => kind === SUMMED_KIND && orderId === focused.orderId,
    );
    this.#buttons.find(({ id }) => id === `open-${heir?.sequence}`)?.focus();
  }

  protected override render(): TemplateResult {
    return html`<ul @keydown=${this.#handleKey}>
      ${repeat(
        this.items,
        ({ id }) => id,
        (notification) => this.#renderItem(notification),
      )}
    </ul>`;
  }

  #renderItem(notification: Notification): TemplateResult {
    const { t, locale } = this.signIn;
    const { sequence, createdAt } = notification;
    const isUnread = notification.readAt === null;
    const passed = relativeTime(locale, createdAt, Date.now()) ?? t('bell.justNow');
    return html`<li class=${isUnread ? 'unread' : ''}>
      ${isUnread ? html`<span class="dot" role="img" aria-label=${t('bell.isUnread')}></span>` : html`<span></span>`}
      <span class="title" id="title-${sequence}">${notificationTitle(this.signIn, notification)}</span>
      <span class="summary muted">${this.#summary(notification)}</span>
      <time class="when" datetime=${new Date(createdAt).toISOString()}>
        ${passed === '' ? nothing : html`<span>${passed} ·</span>`}
        <span>${formatInstant(createdAt)}</span>
      </time>
      <button
        type="button"
        class="quiet"
        id="open-${sequence}"
        aria-labelledby="open-${sequence} title-${sequence}"
        @click=${() => this.onOpen(notification)}
      >
        ${t(notification.digestId === null ? 'viewDetails' : 'bell.renew')}
      </button>
    </li>`;
  }

  #summary({ kind, amount, lineCount, customerName }: Notification): string {
    const { t } = this.signIn;
    const who = customerName ? firstAndMore(t, customerName, lineCount) : '';
    const hasAmount = kind !== 'license_renewed' && kind !== 'licenses_expiring';
    return [hasAmount ? formatDong(amount) : '', who].filter(Boolean).join(' · ');
  }

  /** Moves the focus into the list from outside. */
  focusFirst(): void {
    this.#buttons[0]?.focus();
  }

  get #buttons(): HTMLButtonElement[] {
    return [...this.renderRoot.querySelectorAll('button')];
  }

  #handleKey(event: KeyboardEvent): void {
    const buttons = this.#buttons;
    const at = buttons.indexOf(event.target as HTMLButtonElement);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[
      event.key
    ];
    if (next === undefined) return;
    event.preventDefault();
    buttons[next]?.focus();
  }
}

export function notificationTitle(
  { t }: SignIn,
  { kind, orderNumber, lineCount }: Notification,
): string {
  return t(`notification.${kind}`, { number: orderNumber, count: lineCount });
}

declare global {
  interface HTMLElementTagNameMap {
    'renewal-notification-items': NotificationItems;
  }
}
