import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { formatDate } from '../../shared/calendar-date.ts';
import { formatDong, sumDong } from '../../shared/money.ts';
import type { PaymentMethod } from '../../shared/schemas/common.ts';
import type { Order, OrderLine } from '../../shared/schemas/order.ts';
import type { PaymentMethods, PaymentSession } from '../../shared/schemas/payment.ts';
import { faultOf, type Session } from '../api/session.ts';
import { emit } from '../events.ts';
import { register } from '../register.ts';
import { controls } from '../ui/controls.styles.ts';
import { listStyles } from '../ui/list.styles.ts';
import { pageOf, pager } from '../ui/pager.ts';
import { tokens } from '../ui/tokens.styles.ts';
import './transfer-details.ts';

/** How often an open payment with a redirecting method is asked about, in milliseconds. */
const ASK_INTERVAL = 5_000;

/** Paying an order: which lines, by which method, and waiting until it is done. */
export class PayView extends LitElement {
  static override styles = [
    tokens,
    controls,
    listStyles,
    css`
      .method {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 0 12px;
        align-items: center;
        padding: 10px 14px;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        cursor: pointer;
      }
      .method:has(:checked) {
        border-color: var(--accent);
        background: var(--accent-soft);
      }
      .method input {
        grid-row: span 2;
      }
      .method strong,
      .method span {
        grid-column: 2;
      }
      .tick {
        width: 34px;
        padding-inline-end: 0;
      }
      .sum {
        justify-content: space-between;
        padding: 12px 14px;
        border-block-start: 1px solid var(--line);
        background: var(--sunken);
      }
      .sum strong {
        font-size: 18px;
      }
      h2:focus {
        outline: none;
      }
      @container (max-width: 700px) {
        tr {
          grid-template-columns: auto 1fr auto;
        }
        td.main {
          grid-column: 2 / -1;
        }
        td.tick {
          grid-row: span 2;
        }
      }
    `,
  ];

  @property({ attribute: false }) session!: Session;
  @property({ attribute: false }) order!: Order;
  @property({ attribute: false }) onBack: () => void = () => {};

  /** Lines that the person does not want to pay now. */
  @state() private left: ReadonlySet<string> = new Set();
  @state() private methods: PaymentMethods['methods'] = [];
  @state() private method: PaymentMethod | '' = '';
  @state() private payment: PaymentSession | null = null;
  @state() private paying: ReadonlySet<string> = new Set();
  @state() private starting = false;
  @state() private fault = '';
  @state() private page = 0;

  #timer: ReturnType<typeof setInterval> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    // Whoever comes back from the gateway's tab wants to know at once.
    addEventListener('focus', this.#ask);
  }

  override disconnectedCallback(): void {
    removeEventListener('focus', this.#ask);
    clearInterval(this.#timer);
    super.disconnectedCallback();
  }

  protected override willUpdate(changed: PropertyValues): void {
    const isOther = changed.has('order') && changed.get('order')?.id !== this.order.id;
    if (isOther || changed.has('left')) void this.#loadMethods();
    if (changed.has('order') && this.payment) {
      if (this.#isDone()) clearInterval(this.#timer);
      else void this.#refresh();
    }
  }

  /** The lines that await payment and are ticked. */
  get #chosen(): OrderLine[] {
    return this.order.lines.filter(
      (line) => line.state === 'awaiting_payment' && !this.left.has(line.id),
    );
  }

  #isDone(): boolean {
    return (
      this.paying.size > 0 &&
      this.order.lines.every((line) => !this.paying.has(line.id) || line.state === 'paid')
    );
  }

  async #loadMethods(): Promise<void> {
    const lineIds = this.#chosen.map((line) => line.id);
    if (lineIds.length === 0) return;
    try {
      const { methods } = await this.session.api.payments.methods.query({
        orderId: this.order.id,
        lineIds,
      });
      this.methods = methods;
      const usable = methods.filter((offer) => offer.unavailable === null);
      if (!usable.some((offer) => offer.method === this.method))
        this.method = usable[0]?.method ?? '';
    } catch (error) {
      this.#say(error);
    }
  }

  protected override render(): TemplateResult {
    const { t } = this.session;
    const { order } = this;
    return html`<div class="stack">
      <div class="row">
        <h2>${t('pay.title', { number: order.number })}</h2>
        <button type="button" class="end" @click=${this.onBack}>${t('back')}</button>
      </div>
      ${this.fault ? html`<p class="notice bad" role="alert">${this.fault}</p>` : nothing}
      ${this.#renderStage()}
    </div>`;
  }

  #renderStage(): TemplateResult {
    if (this.payment && this.#isDone()) return this.#renderPaid();
    if (this.payment) return this.#renderWaiting(this.payment);
    if (this.order.due === 0) return this.#renderNothingDue();
    return this.#renderChoice();
  }

  #renderNothingDue(): TemplateResult {
    const { t } = this.session;
    const isPaid = this.order.state === 'paid';
    return html`<p class="notice ${isPaid ? 'good' : ''}" role="status">
      ${t(isPaid ? 'paidInFull' : 'error.NOTHING_TO_PAY')}
    </p>`;
  }

  #renderChoice(): TemplateResult {
    const { t } = this.session;
    const open = this.order.lines.filter((line) => line.state === 'awaiting_payment');
    const amount = sumDong(this.#chosen.map((line) => line.total));
    return html`<section class="card list-card" aria-label=${t('pay.lines')}>
        <table>
          <tbody>${pageOf(open, this.page).map((line) => this.#renderLine(line))}</tbody>
        </table>
        ${pager(t, open.length, this.page, (page) => {
          this.page = page;
        })}
        <div class="row sum">
          <span>${t('pay.chosen', { count: this.#chosen.length, of: open.length })}</span>
          <strong>${formatDong(amount)}</strong>
        </div>
      </section>
      <fieldset class="card stack" role="radiogroup" aria-label=${t('term.paymentMethod')}>
        <h3 aria-hidden="true">${t('term.paymentMethod')}</h3>
        ${this.methods.map(
          ({ method, unavailable }) => html`<label class="method">
            <input
              type="radio"
              name="method"
              value=${method}
              .checked=${this.method === method}
              ?disabled=${unavailable !== null}
              @change=${() => {
                this.method = method;
              }}
            />
            <strong>${t(`method.${method}`)}</strong>
            <span class="muted">${unavailable ? t(`unavailable.${unavailable}`) : t(`method.${method}.hint`)}</span>
          </label>`,
        )}
      </fieldset>
      <div class="row">
        <button
          type="button"
          class="primary end"
          ?disabled=${this.#chosen.length === 0 || this.method === '' || this.starting}
          @click=${this.#start}
        >
          ${t('payNow')}
        </button>
      </div>`;
  }

  #renderLine(line: OrderLine): TemplateResult {
    const { t } = this.session;
    return html`<tr>
      <td class="tick">
        <input
          type="checkbox"
          aria-label="${t('pay.line')} ${line.customer.name}"
          .checked=${!this.left.has(line.id)}
          @change=${() => this.#toggle(line.id)}
        />
      </td>
      <td class="main">
        <strong>${line.customer.name}</strong>
        <div class="muted">${line.customer.taxCode}</div>
      </td>
      <td>${formatDate(line.presentExpiry)} → ${formatDate(line.newExpiry)}</td>
      <td class="number">${formatDong(line.total)}</td>
    </tr>`;
  }

  #renderWaiting(payment: PaymentSession): TemplateResult {
    const { t } = this.session;
    const isOver = payment.state === 'failed' || payment.state === 'expired';
    return html`${
      isOver
        ? html`<p class="notice bad" role="alert">${t(`session.${payment.state as 'failed' | 'expired'}`)}</p>`
        : html`<p class="notice" role="status">
          ${
            payment.held > 0
              ? t('transfer.held', {
                  held: formatDong(payment.held),
                  missing: formatDong(Math.max(0, payment.amount - payment.held)),
                })
              : t(payment.transfer ? 'waiting.transfer' : 'waiting.redirect')
          }
        </p>`
    }
    ${
      payment.transfer && !isOver
        ? html`<renewal-transfer-details .session=${this.session} .transfer=${payment.transfer}></renewal-transfer-details>`
        : nothing
    }
    <div class="row">
      ${
        payment.redirectUrl && !isOver
          ? html`<a class="open" href=${payment.redirectUrl} target="_blank" rel="noopener">${t('openGateway')}</a>`
          : nothing
      }
      <button type="button" class=${isOver ? 'primary' : ''} @click=${this.#chooseAgain}>${t('chooseAgain')}</button>
    </div>`;
  }

  #renderPaid(): TemplateResult {
    const { t } = this.session;
    const lines = this.order.lines.filter((line) => this.paying.has(line.id));
    const refundDue = sumDong(this.order.payments.map((payment) => payment.refundDue));
    return html`<div class="notice good" role="status">
        <h2 tabindex="-1">${t('paid.title')}</h2>
        <p>${t('paid.text', { count: lines.length })}</p>
      </div>
      ${refundDue > 0 ? html`<p class="notice" role="status">${t('refundDue', { amount: formatDong(refundDue) })}</p>` : nothing}
      <section class="card list-card" aria-label=${t('lines')}>
        <table>
          <tbody>
            ${pageOf(lines, this.page).map(
              (line) => html`<tr>
                <td class="main"><strong>${line.customer.name}</strong></td>
                <td>${t('term.newExpiry')}: <strong>${formatDate(line.newExpiry)}</strong></td>
                <td class="number">${formatDong(line.total)}</td>
              </tr>`,
            )}
          </tbody>
        </table>
        ${pager(t, lines.length, this.page, (page) => {
          this.page = page;
        })}
      </section>
      <div class="row">
        ${this.order.due > 0 ? html`<button type="button" @click=${this.#chooseAgain}>${t('pay.rest', { amount: formatDong(this.order.due) })}</button>` : nothing}
        <button type="button" class="primary" @click=${this.onBack}>${t('viewDetails')}</button>
      </div>`;
  }

  #toggle(lineId: string): void {
    const left = new Set(this.left);
    if (!left.delete(lineId)) left.add(lineId);
    this.left = left;
  }

  async #start(): Promise<void> {
    const { method } = this;
    if (method === '' || this.starting) return;
    // Only a window opened in the click itself is let through; where it goes is known later.
    const tab = method === 'bank_transfer' ? null : window.open('about:blank', '_blank');
    this.starting = true;
    this.fault = '';
    const lineIds = this.#chosen.map((line) => line.id);
    try {
      const payment = await this.session.api.payments.start.mutate({
        orderId: this.order.id,
        lineIds,
        method,
        locale: this.session.locale,
      });
      this.paying = new Set(lineIds);
      this.payment = payment;
      this.page = 0;
      if (tab && payment.redirectUrl) {
        tab.opener = null;
        tab.location.replace(payment.redirectUrl);
      }
      clearInterval(this.#timer);
      if (payment.redirectUrl) this.#timer = setInterval(this.#ask, ASK_INTERVAL);
    } catch (error) {
      tab?.close();
      this.#say(error);
    } finally {
      this.starting = false;
    }
  }

  /** Has the server ask the gateway, in case its message was lost. */
  readonly #ask = (): void => {
    if (this.payment?.redirectUrl && !this.#isDone()) void this.#refresh();
  };

  async #refresh(): Promise<void> {
    const { payment } = this;
    if (!payment) return;
    try {
      const now = await this.session.api.payments.session.query({ sessionId: payment.id });
      if (this.payment?.id === now.id) this.payment = now;
    } catch {
      // The order's live updates tell as well; the next question comes soon.
    }
  }

  #chooseAgain(): void {
    clearInterval(this.#timer);
    this.payment = null;
    this.paying = new Set();
    this.page = 0;
    void this.#loadMethods();
  }

  #say(error: unknown): void {
    const { t } = this.session;
    const { code } = faultOf(error);
    emit(this, 'renewal-error', { code });
    this.fault = code === 'OFFLINE' ? t('offline') : t(`error.${code}`);
  }
}

register('renewal-pay-view', PayView);

declare global {
  interface HTMLElementTagNameMap {
    'renewal-pay-view': PayView;
  }
}
