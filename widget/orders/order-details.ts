import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { calendarDateAt, formatDate, formatInstant } from '../../shared/calendar-date.ts';
import { formatDong } from '../../shared/money.ts';
import type { Order, OrderLine } from '../../shared/schemas/order.ts';
import type { Session } from '../api/session.ts';
import { moneyNotices } from '../payment/money-notices.ts';
import { register } from '../register.ts';
import { controls } from '../ui/controls.styles.ts';
import { wideListStyles } from '../ui/list.styles.ts';
import { orderTotals } from '../ui/order-totals.ts';
import { pageOf, pager } from '../ui/pager.ts';
import { tokens } from '../ui/tokens.styles.ts';
import './cancel-order-dialog.ts';
import type { CancelOrderDialog } from './cancel-order-dialog.ts';
import './copy-link-button.ts';
import { termOf } from './line-term.ts';
import { paymentList } from './payment-list.ts';
import './payment-link-list.ts';

/** What an order is and how it stands: lines, totals, money received, links to pay. */
export class OrderDetails extends LitElement {
  static override styles = [
    tokens,
    controls,
    wideListStyles,
    css`
      .head {
        display: grid;
        grid-template-columns: 1fr auto;
        gap: 2px 12px;
        align-items: start;
      }
      .head .muted {
        grid-row: 2;
      }
      section h3 {
        margin-block-end: 8px;
      }
      h2:focus {
        outline: none;
      }
      .expiry {
        white-space: nowrap;
      }
      @container (min-width: 921px) {
        .second {
          min-height: 24px;
        }
      }
      @container (max-width: 920px) {
        .expiry,
        td.number {
          order: 1;
        }
        .expiry {
          grid-column: 1 / -1;
        }
        .state {
          text-align: end;
        }
        .cancel {
          margin-inline-start: 0;
        }
      }
      .payment {
        padding-block: 6px;
        border-block-start: 1px solid var(--line);
      }
      .fate {
        margin-block-start: 4px;
      }
    `,
  ];

  @property({ attribute: false }) session!: Session;
  @property({ attribute: false }) order!: Order;
  @property({ attribute: false }) onBack: (() => void) | null = null;
  @property({ attribute: false }) onPay: () => void = () => {};
  @property({ attribute: false }) onOrder: (order: Order) => void = () => {};

  @state() private page = 0;
  /** Goes up when a payment link may have been made. */
  @state() private linksVersion = 0;
  @query('h2') private heading!: HTMLElement;
  @query('renewal-cancel-order-dialog') private cancelDialog!: CancelOrderDialog | null;

  protected override render(): TemplateResult {
    const { order } = this;
    return html`<div class="stack">
      ${this.#renderHead()}
      ${this.#renderLines()}
      ${paymentList(this.session.t, order.payments)}
      <renewal-payment-link-list
        .session=${this.session}
        .order=${order}
        .version=${this.linksVersion}
      ></renewal-payment-link-list>
      ${
        order.due > 0
          ? html`<renewal-cancel-order-dialog
            .session=${this.session}
            .order=${order}
            .onOrder=${this.#handleCancelled}
          ></renewal-cancel-order-dialog>`
          : nothing
      }
    </div>`;
  }

  #renderHead(): TemplateResult {
    const { t } = this.session;
    const { order } = this;
    return html`<div class="card stack">
      <div class="head">
        <div class="row">
          <h2 tabindex="-1">${t('term.order')} ${order.number}</h2>
          <span class="badge ${order.state}">${t(`orderState.${order.state}`)}</span>
        </div>
        <span class="muted">${t('placedAt', { at: formatInstant(order.createdAt), by: order.placedBy })}</span>
        ${this.onBack ? html`<button type="button" @click=${this.onBack}>${t('back')}</button>` : nothing}
      </div>
      ${this.#renderMoney()}
      ${
        order.due > 0
          ? html`<div class="row">
            <button type="button" class="primary" @click=${this.onPay}>${t('payNow')}</button>
            <renewal-copy-link-button
              .session=${this.session}
              .orderId=${order.id}
              .onCopied=${this.#handleCopied}
            ></renewal-copy-link-button>
            <button type="button" class="quiet danger end cancel" @click=${() => this.cancelDialog?.show()}>
              ${t('cancelOrder')}
            </button>
          </div>`
          : nothing
      }
    </div>`;
  }

  #renderMoney(): TemplateResult {
    const { t } = this.session;
    const { order } = this;
    return html`<dl class="facts">
        <dt>${t('term.total')}</dt>
        <dd><strong>${formatDong(order.total)}</strong></dd>
        ${order.paid > 0 ? html`<dt>${t('orderState.paid')}</dt><dd>${formatDong(order.paid)}</dd>` : nothing}
        ${order.due > 0 ? html`<dt>${t('due')}</dt><dd><strong>${formatDong(order.due)}</strong></dd>` : nothing}
        <dt>${t('notify')}</dt>
        <dd>${order.recipient.name} · ${order.recipient.email}</dd>
      </dl>
      ${moneyNotices(t, order)}
      ${order.state === 'paid' ? html`<p class="notice good" role="status">${t('paidInFull')}</p>` : nothing}`;
  }

  #renderLines(): TemplateResult {
    const { t } = this.session;
    const { lines, totals, discounts } = this.order;
    return html`<section class="card list-card" aria-label=${t('lines')}>
      <table>
        <thead>
          <tr>
            <th>${t('term.customer')}</th>
            <th>${t('term.fiscalYear')}</th>
            <th>${t('term.presentExpiry')}</th>
            <th>${t('state')}</th>
            <th class="number">${t('term.amount')}</th>
          </tr>
        </thead>
        <tbody>${pageOf(lines, this.page).map((line) => this.#renderLine(line))}</tbody>
      </table>
      ${pager(t, lines.length, this.page, (page) => {
        this.page = page;
      })}
      ${orderTotals(t, totals, lines.length, discounts)}
    </section>`;
  }

  #renderLine(line: OrderLine): TemplateResult {
    const { t, locale } = this.session;
    return html`<tr>
      <td class="main">
        <strong>${line.customer.name}</strong>
        <div class="row second">
          <span class="muted">${line.customer.taxCode} · ${line.plan.name[locale]}</span>
          ${
            line.state === 'awaiting_payment'
              ? html`<renewal-copy-link-button
                class="on-row"
                .session=${this.session}
                .orderId=${this.order.id}
                .lineId=${line.id}
                .onCopied=${this.#handleCopied}
              ></renewal-copy-link-button>`
              : nothing
          }
        </div>
      </td>
      <td data-label=${t('term.fiscalYear')}>${termOf(t, line)}</td>
      <td class="expiry" data-label=${t('term.presentExpiry')}>
        <span class="muted">${formatDate(line.presentExpiry)}</span> → ${formatDate(line.newExpiry)}
      </td>
      <td class="state">
        <span class="badge ${line.state}">${t(`lineState.${line.state}`)}</span>
        ${line.paidAt === null ? nothing : html`<div class="muted">${formatDate(calendarDateAt(line.paidAt))}</div>`}
      </td>
      <td class="number" data-label=${t('term.amount')}>${formatDong(line.total)}</td>
    </tr>`;
  }

  readonly #handleCopied = (): void => {
    this.linksVersion++;
  };

  /** The button that opened the dialog is gone. */
  readonly #handleCancelled = (order: Order): void => {
    this.onOrder(order);
    this.heading.focus();
  };
}

register('renewal-order-details', OrderDetails);

declare global {
  interface HTMLElementTagNameMap {
    'renewal-order-details': OrderDetails;
  }
}
