import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { calendarDateAt, formatDate } from '../../../shared/calendar-date.ts';
import type { Order } from '../../../shared/schemas/order.ts';
import type { PaymentLink } from '../../../shared/schemas/payment.ts';
import { CallController } from '../../api/call-controller.ts';
import type { SignIn } from '../../api/sign-in.ts';
import { lineName } from '../../payment/line-name.ts';
import { isAwaiting } from '../../payment/payment-phase.ts';
import { allControls } from '../../ui/all-controls.styles.ts';
import { pageOf, pager } from '../../ui/pager.ts';
import { showModal } from '../../ui/show-modal.ts';
import { StyledElement } from '../../ui/styled-element.ts';
import { tokens } from '../../ui/theme/tokens.styles.ts';

/** The payment links of an order: their customers and expiry, and revoking one. */
export class PaymentLinkList extends StyledElement {
  static readonly tag = 'renewal-payment-link-list';
  static override styles = [
    tokens,
    allControls,
    css`
      .link {
        padding-block: 6px;
        border-block-start: 1px solid var(--line);
      }
      .link > :first-child {
        flex: 1 1 240px;
      }
      h3 {
        margin-block-end: 8px;
      }
      h3:focus {
        outline: none;
      }
    `,
  ];

  @property({ attribute: false }) signIn!: SignIn;
  @property({ attribute: false }) order!: Order;
  /** Incremented when a link may have been made. */
  @property({ type: Number }) version = 0;

  @state() private links: readonly PaymentLink[] = [];
  @state() private page = 0;
  /** The link whose revocation the person is to confirm. */
  @state() private asking: PaymentLink | null = null;
  @query('dialog') private dialog!: HTMLDialogElement;
  @query('h3') private heading!: HTMLElement | null;

  /** The list is optional; the order is shown without it. */
  readonly #reading = new CallController(this, {
    kind: 'question',
    isExtra: true,
    run: (signal: AbortSignal) =>
      this.signIn.api.paymentLinks.list.query({ orderId: this.order.id }, { signal }),
    done: (links) => {
      this.links = links;
    },
  });
  readonly #revoking = new CallController(this, {
    kind: 'deed',
    run: (_signal: AbortSignal, linkId: string) =>
      this.signIn.api.paymentLinks.revoke.mutate({ linkId }),
    done: async (revoked) => {
      this.dialog.close();
      this.links = this.links.map((link) => (link.id === revoked.id ? revoked : link));
      await this.updateComplete;
      this.heading?.focus();
    },
  });

  protected override willUpdate(changed: PropertyValues<this>): void {
    const isOther = changed.get('order')?.id !== this.order.id;
    if (changed.has('version') || (changed.has('order') && isOther)) void this.#reading.start();
  }

  protected override render(): TemplateResult | typeof nothing {
    const { t } = this.signIn;
    const awaiting = new Set(this.order.lines.filter(isAwaiting).map(({ id }) => id));
    // The server's day: this computer's clock may be wrong.
    const { today } = this.signIn.whoAmI;
    const live = this.links.filter(
      ({ lineId, revokedAt, expiresAt }) =>
        revokedAt === null &&
        calendarDateAt(expiresAt) >= today &&
        (!lineId || awaiting.has(lineId)),
    );
    if (live.length === 0 || this.order.due === 0) return nothing;
    return html`<section class="card" aria-labelledby="title">
        <h3 id="title" tabindex="-1">${t('links')}</h3>
        ${pageOf(live, this.page).map((link) => this.#renderLink(link))}
        ${pager(t, live.length, this.page, (page) => {
          this.page = page;
        })}
      </section>
      ${this.#renderDialog()}`;
  }

  #renderLink(link: PaymentLink): TemplateResult {
    const { t } = this.signIn;
    return html`<div class="row link">
      <span id="link-${link.id}">${this.#nameOf(link)}</span>
      <span class="muted">${this.#untilOf(link)}</span>
      <button
        type="button"
        class="quiet danger end"
        id="revoke-${link.id}"
        aria-labelledby="revoke-${link.id} link-${link.id}"
        @click=${() => this.#ask(link)}
      >
        ${t('links.revoke')}
      </button>
    </div>`;
  }

  #renderDialog(): TemplateResult {
    const { t } = this.signIn;
    const { asking } = this;
    return html`<dialog aria-labelledby="ask">
      <div class="stack">
        <h2 id="ask" tabindex="-1" autofocus>${t('links.ask')}</h2>
        <p>${asking ? `${this.#nameOf(asking)} · ${this.#untilOf(asking)}` : ''}</p>
        <p class="muted">${t('links.askText')}</p>
        <span class="error" role="alert">${this.#revoking.text}</span>
        <div class="row">
          <button type="button" class="end" @click=${() => this.dialog.close()}>${t('links.keep')}</button>
          <button type="button" class="primary danger" @click=${() => asking && this.#revoking.start(asking.id)}>${t('links.revoke')}</button>
        </div>
      </div>
    </dialog>`;
  }

  #nameOf({ lineId }: PaymentLink): string {
    const line = this.order.lines.find((other) => other.id === lineId);
    const { t, locale } = this.signIn;
    return line ? lineName(line, this.order.lines, locale) : t('links.wholeOrder');
  }

  #untilOf({ expiresAt }: PaymentLink): string {
    return this.signIn.t('links.until', { date: formatDate(calendarDateAt(expiresAt)) });
  }

  #ask(link: PaymentLink): void {
    this.asking = link;
    this.#revoking.clear();
    showModal(this.dialog);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'renewal-payment-link-list': PaymentLinkList;
  }
}
