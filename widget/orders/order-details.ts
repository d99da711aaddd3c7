import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { formatDate, formatInstant } from '../../shared/calendar-date.ts';
import { formatFiscalYears } from '../../shared/fiscal-year.ts';
import { formatDong } from '../../shared/money.ts';
import type { Order, OrderLine } from '../../shared/schemas/order.ts';
import { faultOf, type Session } from '../api/session.ts';
import { register } from '../register.ts';
import { controls } from '../ui/controls.styles.ts';
import { listStyles } from '../ui/list.styles.ts';
import { orderTotals } from '../ui/order-totals.ts';
import { pageOf, pager } from '../ui/pager.ts';
import { tokens } from '../ui/tokens.styles.ts';
import './copy-link-button.ts';
import './payment-link-list.ts';

/** What an order is and how it stands: lines, totals, money received, links to pay. */
export class OrderDetails extends LitElement {
  static override styles = [
    tokens,
    controls,
    listStyles,
    css`
      .head {
        align-items: baseline;
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
    `,
  ];

  @property({ attribute: false }) session!: Session;
  @property({ attribute: false }) order!: Order;
  @property({ attribute: false }) onBack: (() => void) | null = null;
  @property({ attribute: false }) onPay: () => void = () => {};
  @property({ attribute: false }) onOrder: (order: Order) => void = () => {};

  @state() private page = 0;
  @state() private reason = '';
  @state() private cancelFault = '';
  @state() private cancelling = false;
  @state() private linksVersion = 0;
  @query('dialog') private dialog!: HTMLDialogElement;
  @query('dialog textarea') private reasonField!: HTMLTextAreaElement;

  protected override render(): TemplateResult {
    const { t } = this.session;
    const { order } = this;
    return html`<div class="stack">
      <div class="card stack">
        <div class="row head">
          <h2>${t('term.order')} ${order.number}</h2>
          <span class="badge ${order.state}">${t(`orderState.${order.state}`)}</span>
          <span class="muted">${t('placedAt', { at: formatInstant(order.createdAt), by: order.placedBy })}</span>
        </div>
        ${this.#renderMoney()}
        <div class="row">
          ${order.due > 0 ? html`<button type="button" class="primary" @click=${this.onPay}>${t('payNow')}</button>` : nothing}
          ${
            order.due > 0
              ? html`<renewal-copy-link-button
                .session=${this.session}
                .orderId=${order.id}
                .onCopied=${() => this.linksVersion++}
              ></renewal-copy-link-button>`
              : nothing
          }
          ${order.due > 0 ? html`<button type="button" class="quiet danger" @click=${() => this.dialog.showModal()}>${t('cancelOrder')}</button>` : nothing}
          ${this.onBack ? html`<button type="button" class="end" @click=${this.onBack}>${t('back')}</button>` : nothing}
        </div>
      </div>
      <section class="card list-card" aria-label=${t('lines')}>
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
          <tbody>${pageOf(order.lines, this.page).map((line) => this.#renderLine(line))}</tbody>
        </table>
        ${pager(t, order.lines.length, this.page, (page) => {
          this.page = page;
        })}
        ${orderTotals(t, order.totals, order.lines.length)}
      </section>
      ${this.#renderPayments()}
      <renewal-payment-link-list
        .session=${this.session}
        .order=${order}
        .version=${this.linksVersion}
      ></renewal-payment-link-list>
      ${this.#renderCancelDialog()}
    </div>`;
  }

  #renderMoney(): TemplateResult {
    const { t } = this.session;
    const { order } = this;
    const held = order.held[0];
    const refundDue = order.payments.reduce((sum, payment) => sum + payment.refundDue, 0);
    return html`<dl class="facts">
        <dt>${t('term.total')}</dt>
        <dd><strong>${formatDong(order.total)}</strong></dd>
        ${order.paid > 0 ? html`<dt>${t('orderState.paid')}</dt><dd>${formatDong(order.paid)}</dd>` : nothing}
        ${order.due > 0 ? html`<dt>${t('due')}</dt><dd>${formatDong(order.due)}</dd>` : nothing}
        <dt>${t('notify')}</dt>
        <dd>${order.recipient.name} · ${order.recipient.email}</dd>
      </dl>
      ${held ? html`<p class="notice" role="status">${t('transfer.held', { held: formatDong(held.held), missing: formatDong(held.missing) })}</p>` : nothing}
      ${refundDue > 0 ? html`<p class="notice" role="status">${t('refundDue', { amount: formatDong(refundDue) })}</p>` : nothing}
      ${order.state === 'paid' ? html`<p class="notice good" role="status">${t('paidInFull')}</p>` : nothing}`;
  }

  #renderLine(line: OrderLine): TemplateResult {
    const { t, locale } = this.session;
    const years =
      line.termRule === 'anniversary'
        ? t('term.years', { years: line.years })
        : formatFiscalYears(line.firstFiscalYear, line.years);
    return html`<tr>
      <td class="main">
        <strong>${line.customer.name}</strong>
        <div class="muted">${line.customer.taxCode} · ${line.plan.name[locale]}</div>
        ${
          line.state === 'awaiting_payment'
            ? html`<renewal-copy-link-button
              class="copy"
              .session=${this.session}
              .orderId=${this.order.id}
              .lineId=${line.id}
              .onCopied=${() => this.linksVersion++}
            ></renewal-copy-link-button>`
            : nothing
        }
      </td>
      <td data-label=${t('term.fiscalYear')}>${years}</td>
      <td data-label=${t('term.presentExpiry')}>
        <span class="muted">${formatDate(line.presentExpiry)}</span> → ${formatDate(line.newExpiry)}
      </td>
      <td><span class="badge ${line.state}">${t(`lineState.${line.state}`)}</span></td>
      <td class="number">${formatDong(line.total)}</td>
    </tr>`;
  }

  #renderPayments(): TemplateResult | typeof nothing {
    const { t } = this.session;
    const { payments } = this.order;
    if (payments.length === 0) return nothing;
    return html`<section class="card stack" aria-labelledby="payments">
      <h3 id="payments">${t('payments')}</h3>
      ${payments.map(
        (payment) => html`<div class="row">
          <span>${formatInstant(payment.receivedAt)}</span>
          <span class="muted">${t(`method.${payment.method}`)}</span>
          <strong class="end">${formatDong(payment.received)}</strong>
          ${payment.held > 0 ? html`<span class="badge">${t('held', { amount: formatDong(payment.held) })}</span>` : nothing}
          ${payment.refundDue > 0 ? html`<span class="badge">${t('refund', { amount: formatDong(payment.refundDue) })}</span>` : nothing}
        </div>`,
      )}
    </section>`;
  }

  #renderCancelDialog(): TemplateResult {
    const { t } = this.session;
    return html`<dialog aria-labelledby="cancel-title">
      <form method="dialog" class="stack" novalidate @submit=${this.#cancel}>
        <h2 id="cancel-title">${t('cancelOrder')} ${this.order.number}</h2>
        <p>${t('cancel.text')}</p>
        <label class="field">
          <span>${t('cancel.reason')}</span>
          <textarea
            rows="3"
            maxlength="500"
            aria-label=${t('cancel.reason')}
            aria-invalid=${this.cancelFault ? 'true' : 'false'}
            aria-describedby="cancel-fault"
            .value=${this.reason}
            @input=${() => {
              this.reason = this.reasonField.value;
            }}
          ></textarea>
          <span class="error" id="cancel-fault" role="alert">${this.cancelFault}</span>
        </label>
        <div class="row">
          <button type="button" class="end" @click=${() => this.dialog.close()}>${t('cancel.keep')}</button>
          <button class="danger" ?disabled=${this.cancelling}>${t('cancelOrder')}</button>
        </div>
      </form>
    </dialog>`;
  }

  async #cancel(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const { t, api } = this.session;
    const reason = this.reason.trim();
    this.cancelFault = reason === '' ? t('field.REQUIRED') : '';
    if (reason === '') return this.reasonField.focus();
    this.cancelling = true;
    try {
      this.onOrder(await api.orders.cancel.mutate({ orderId: this.order.id, reason }));
      this.dialog.close();
    } catch (error) {
      const { code } = faultOf(error);
      this.cancelFault = code === 'OFFLINE' ? t('offline') : t(`error.${code}`);
    } finally {
      this.cancelling = false;
    }
  }
}

register('renewal-order-details', OrderDetails);

declare global {
  interface HTMLElementTagNameMap {
    'renewal-order-details': OrderDetails;
  }
}
