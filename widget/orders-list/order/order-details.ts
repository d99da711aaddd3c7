import { css, html, nothing, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { formatDate, formatInstant } from '../../../shared/calendar-date.ts';
import { formatDong } from '../../../shared/money.ts';
import type { Order, OrderLine } from '../../../shared/schemas/order.ts';
import type { SignIn } from '../../api/sign-in.ts';
import { emit } from '../../events.ts';
import { moneyNotices } from '../../payment/money-notices.ts';
import { isPaid } from '../../payment/payment-phase.ts';
import { allControls } from '../../ui/all-controls.styles.ts';
import { StyledElement } from '../../ui/styled-element.ts';
import { tokens } from '../../ui/theme/tokens.styles.ts';
import { CancelOrderDialog } from './cancel-order-dialog.ts';
import { CommitDialog } from './commit-dialog.ts';
import { CopyLinkButton } from './copy-link-button.ts';
import { orderBadge } from './order-badge.ts';
import { OrderLines } from './order-lines.ts';
import { infoOfOrder } from './payment-info.ts';
import { PaymentLinkList } from './payment-link-list.ts';
import { PaymentList } from './payment-list.ts';
import { PostponeDialog } from './postpone-dialog.ts';
import type { Reordered } from './reordered.ts';

/** An order's details: lines, totals, payments, payment links. */
export class OrderDetails extends StyledElement {
  static readonly tag = 'renewal-order-details';
  static readonly uses = [
    CancelOrderDialog,
    CommitDialog,
    CopyLinkButton,
    PostponeDialog,
    OrderLines,
    PaymentList,
    PaymentLinkList,
  ];
  static override styles = [
    tokens,
    allControls,
    css`
      :host {
        container-type: inline-size;
      }
      .head {
        display: grid;
        grid-template-columns: 1fr auto;
        gap: 2px 12px;
        align-items: start;
      }
      .head .muted {
        grid-row: 2;
      }
      .row:not(:has(*)) {
        display: none;
      }
      .due {
        display: flex;
        flex-wrap: wrap;
        gap: 0 12px;
        align-items: baseline;
      }
      .due button {
        text-align: start;
        min-height: 24px;
        padding: 0;
      }
      @container (max-width: 1040px) {
        .cancel {
          margin-inline-start: 0;
        }
      }
      @container (max-width: 480px) {
        .actions {
          display: grid;
          justify-items: center;
        }
        .actions > button {
          width: 100%;
        }
      }
    `,
  ];

  @property({ attribute: false }) signIn!: SignIn;
  @property({ attribute: false }) order!: Order;
  @property({ attribute: false }) onBack: (() => void) | null = null;
  /** Pays these lines; by default all unpaid ones. */
  @property({ attribute: false }) onPay!: (lineIds?: readonly string[]) => void;
  /** Orders cancelled lines again, unless the host does it. */
  @property({ attribute: false }) onReorder!: (reordered: Reordered) => void;
  @property({ attribute: false }) onOrder!: (order: Order) => void;

  /** Incremented when a payment link may have been made. */
  @state() private linksVersion = 0;
  @query('h2') private heading!: HTMLElement;
  @query('renewal-cancel-order-dialog') private cancelDialog!: CancelOrderDialog | null;
  @query('renewal-postpone-dialog') private postponeDialog!: PostponeDialog | null;
  @query('renewal-commit-dialog') private commitDialog!: CommitDialog | null;

  protected override render(): TemplateResult {
    const { order } = this;
    return html`<div class="stack">
      ${this.#renderHead()}
      <renewal-order-lines
        .signIn=${this.signIn}
        .order=${order}
        .onLink=${this.#handleLink}
        .onPay=${this.onPay}
        .onCancel=${(lineIds: readonly string[]) => this.cancelDialog?.show(lineIds)}
      ></renewal-order-lines>
      ${
        order.payments.length > 0
          ? html`<renewal-payment-list .signIn=${this.signIn} .order=${order}></renewal-payment-list>`
          : nothing
      }
      <renewal-payment-link-list
        .signIn=${this.signIn}
        .order=${order}
        .version=${this.linksVersion}
      ></renewal-payment-link-list>
      ${order.due > 0 ? this.#renderDialogs() : nothing}
    </div>`;
  }

  #renderDialogs(): TemplateResult {
    const { signIn, order } = this;
    return html`<renewal-cancel-order-dialog
        .signIn=${signIn}
        .order=${order}
        .onOrder=${this.#handleChanged}
      ></renewal-cancel-order-dialog>
      ${
        order.postponableUntil
          ? html`<renewal-postpone-dialog
            .signIn=${signIn}
            .order=${order}
            .onOrder=${this.#handleChanged}
          ></renewal-postpone-dialog>`
          : nothing
      }
      ${
        order.committableUntil
          ? html`<renewal-commit-dialog
            .signIn=${signIn}
            .order=${order}
            .onOrder=${this.#handleChanged}
          ></renewal-commit-dialog>`
          : nothing
      }`;
  }

  #renderHead(): TemplateResult {
    const { t } = this.signIn;
    const { order } = this;
    return html`<div class="card stack">
      <div class="head">
        <div class="row">
          <h2 tabindex="-1">${`${t('term.order')} ${order.number}`}</h2>
          ${orderBadge(t, order)}
        </div>
        <span class="muted">${t('placedAt', { at: formatInstant(order.createdAt), by: order.placedBy })}</span>
        ${this.onBack ? html`<button type="button" @click=${this.onBack}>${t('back')}</button>` : nothing}
      </div>
      ${this.#renderMoney()}
      ${this.#renderActions()}
    </div>`;
  }

  #renderActions(): TemplateResult {
    const { t } = this.signIn;
    const { order } = this;
    const cancelled = order.lines.filter((line) => line.state === 'cancelled');
    return html`<div class="row actions">
      ${
        order.due > 0
          ? html`<button type="button" class="primary" @click=${() => this.onPay()}>${t('payNow')}</button>
            <renewal-copy-link-button
              .signIn=${this.signIn}
              .orderId=${order.id}
              .info=${infoOfOrder(order)}
              .onCopied=${this.#handleLink}
            ></renewal-copy-link-button>`
          : nothing
      }
      ${order.committableUntil ? html`<button type="button" @click=${this.#commit}>${t('commit')}</button>` : nothing}
      ${
        cancelled.length > 0
          ? html`<button type="button" @click=${() => this.#reorder(cancelled)}>
            ${cancelled.length < order.lines.length ? t('reorder.lines', { count: cancelled.length }) : t('reorder')}
          </button>`
          : nothing
      }
      ${
        order.due > 0
          ? html`<button type="button" class="quiet danger end cancel" @click=${() => this.cancelDialog?.show()}>
            ${t('cancelOrder')}
          </button>`
          : nothing
      }
    </div>`;
  }

  #renderMoney(): TemplateResult {
    const { t } = this.signIn;
    const { order } = this;
    const cancelled = order.total - order.paid - order.due;
    return html`<dl class="facts">
        <dt>${t('term.total')}</dt>
        <dd><strong translate="no">${formatDong(order.total)}</strong></dd>
        ${order.paid > 0 ? html`<dt>${t('orderState.paid')}</dt><dd translate="no">${formatDong(order.paid)}</dd>` : nothing}
        ${cancelled > 0 ? html`<dt>${t(order.expiredAt ? 'orderState.expired' : 'orderState.cancelled')}</dt><dd translate="no">${formatDong(cancelled)}</dd>` : nothing}
        ${order.due > 0 ? html`<dt>${t('due')}</dt><dd><strong translate="no">${formatDong(order.due)}</strong></dd>` : nothing}
        ${order.due > 0 ? this.#renderDueDate() : nothing}
        <dt>${t('notify')}</dt>
        <dd>
          ${order.recipient.name} · ${order.recipient.email}
          ${order.isRecipientRefused ? html`<span class="badge">${t('unpaid.emailRefused')}</span>` : nothing}
        </dd>
      </dl>
      ${moneyNotices(this.signIn, order)}
      ${order.expiredAt !== null && order.due === 0 ? html`<p class="notice" role="status">${t('order.expired', { date: formatDate(order.dueDate) })}</p>` : nothing}
      ${order.lines.every(isPaid) ? html`<p class="notice good" role="status">${t('paidInFull')}</p>` : nothing}`;
  }

  #renderDueDate(): TemplateResult {
    const { t } = this.signIn;
    return html`<dt>${t('term.dueDate')}</dt>
      <dd class="due">
        <span>${formatDate(this.order.dueDate)}</span>
        ${
          this.order.postponableUntil
            ? html`<button type="button" class="quiet" @click=${() => this.postponeDialog?.show()}>
              ${t('postpone')}
            </button>`
            : nothing
        }
      </dd>`;
  }

  readonly #commit = (): void => this.commitDialog?.show(this.order.committableUntil ?? '');

  #reorder(cancelled: readonly OrderLine[]): void {
    const customers = [...new Set(cancelled.map((line) => line.customer.taxCode))];
    const { order } = this;
    const isOurs = emit(this, 'renewal-reorder', { orderId: order.id, customers });
    if (isOurs) this.onReorder({ order, customers });
  }

  readonly #handleLink = (): void => {
    this.linksVersion++;
  };

  /** The button that opened the dialog may be gone. */
  readonly #handleChanged = (order: Order): void => {
    this.onOrder(order);
    this.heading.focus();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'renewal-order-details': OrderDetails;
  }
}
