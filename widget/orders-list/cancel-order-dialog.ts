import { html, nothing, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { LIMITS } from '../../shared/limits.ts';
import { formatDong, formatInteger, sumDong } from '../../shared/money.ts';
import type { Cancellation, Order, OrderLine } from '../../shared/schemas/order.ts';
import { errorDetail, faultOf, faultText } from '../api/fault.ts';
import type { Session } from '../api/session.ts';
import { emit } from '../events.ts';
import { isAwaiting } from '../payment/payment-phase.ts';
import { register } from '../register.ts';
import { controls } from '../ui/controls.styles.ts';
import { nameList } from '../ui/name-list.ts';
import { StyledElement } from '../ui/styled-element.ts';
import { tokens } from '../ui/tokens.styles.ts';
import { cancellationChanges } from './cancellation-changes.ts';

/**
 * Hủy đơn hàng: asks for the reason, shows what other lines then cost, and cancels some lines of an order, or all
 * that is unpaid.
 */
export class CancelOrderDialog extends StyledElement {
  static override styles = [tokens, controls];

  @property({ attribute: false }) session!: Session;
  @property({ attribute: false }) order!: Order;
  @property({ attribute: false }) onOrder: (order: Order) => void = () => {};

  /** The lines meant; null for all that are unpaid. */
  @state() private lineIds: readonly string[] | null = null;
  @state() private fault = '';
  @state() private cancelling = false;
  /** What it changes besides; undefined until the server has said it. */
  @state() private cancellation: Cancellation | undefined;
  /** New prices are not agreed to, and that was tried. */
  @state() private isUnconfirmed = false;
  #previewing: Promise<void> | undefined;
  @query('input[type=checkbox]') private agreed!: HTMLInputElement | null;
  @query('dialog') private dialog!: HTMLDialogElement;
  @query('textarea') private reason!: HTMLTextAreaElement;

  show(lineIds: readonly string[] | null = null): void {
    this.lineIds = lineIds;
    this.fault = '';
    this.reason.value = '';
    this.#previewing = this.#preview();
    this.dialog.showModal();
    this.reason.focus();
  }

  /** Asks what it changes; without an answer nothing is agreed to, and the server refuses what would need it. */
  async #preview(): Promise<void> {
    this.cancellation = undefined;
    this.isUnconfirmed = false;
    const { t, api } = this.session;
    try {
      this.cancellation = await api.orders.previewCancel.query(this.#input);
    } catch (error) {
      this.fault = faultText(t, faultOf(error));
    }
  }

  get #input(): { orderId: string; lineIds?: string[] } {
    const lineIds = this.lineIds ? { lineIds: [...this.lineIds] } : {};
    return { orderId: this.order.id, ...lineIds };
  }

  get #changesPrices(): boolean {
    return (this.cancellation?.lines.length ?? 0) > 0;
  }

  protected override render(): TemplateResult {
    const { t } = this.session;
    const action = this.lineIds
      ? t('cancelLines', { count: formatInteger(this.lineIds.length) })
      : t('cancelOrder');
    return html`<dialog aria-labelledby="title">
      <form method="dialog" class="stack" novalidate @submit=${this.#cancel}>
        <h2 id="title">${action} · ${this.order.number}</h2>
        ${this.#renderMeant()}
        ${this.cancellation ? cancellationChanges(t, this.order, this.cancellation) : nothing}
        <label class="field">
          <span>${t('cancel.reason')} <span aria-hidden="true">*</span></span>
          <textarea
            rows="3"
            maxlength=${LIMITS.reason}
            aria-label=${t('cancel.reason')}
            aria-required="true"
            aria-invalid=${this.fault ? 'true' : 'false'}
            aria-describedby="fault"
          ></textarea>
          <span class="error" id="fault" role="alert">${this.fault}</span>
        </label>
        ${this.#changesPrices ? this.#renderAgreement() : nothing}
        <div class="row">
          <button type="button" class="end" @click=${() => this.dialog.close()}>${t('cancel.keep')}</button>
          <button class="primary danger" aria-disabled=${this.cancelling}>${action}</button>
        </div>
      </form>
    </dialog>`;
  }

  /** How many lines, for how much, and whose. */
  #renderMeant(): TemplateResult {
    const { t } = this.session;
    const lines = this.#meant;
    const names = lines.map((line) => line.customer.name);
    const values = {
      count: formatInteger(lines.length),
      amount: formatDong(sumDong(lines.map((line) => line.total))),
    };
    return html`<div>
      <p><strong>${t('cancel.what', values)}</strong></p>
      <p class="muted">${nameList(t, names)}</p>
      ${this.lineIds ? nothing : html`<p>${t('cancel.text')}</p>`}
    </div>`;
  }

  /** Somebody has changed the order meanwhile: what it now comes to is to be agreed to anew. */
  async #showChanged(): Promise<void> {
    if (this.agreed) this.agreed.checked = false;
    this.#previewing = this.#preview();
    await this.#previewing;
  }

  #renderAgreement(): TemplateResult {
    const { t } = this.session;
    const due = formatDong(this.cancellation?.due ?? 0);
    return html`<div>
      <label class="choice">
        <input
          type="checkbox"
          aria-required="true"
          aria-invalid=${this.isUnconfirmed ? 'true' : 'false'}
          aria-describedby="unconfirmed"
        />
        <span>${t('cancel.agree', { due })}</span>
      </label>
      <span class="error" id="unconfirmed" role="alert">
        ${this.isUnconfirmed ? t('cancel.agreeFirst') : nothing}
      </span>
    </div>`;
  }

  /** Those that have been paid since stay as they are. */
  get #meant(): OrderLine[] {
    const ids = this.lineIds && new Set(this.lineIds);
    return this.order.lines.filter((line) => isAwaiting(line) && (!ids || ids.has(line.id)));
  }

  async #cancel(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (this.cancelling) return;
    const { t, api } = this.session;
    const reason = this.reason.value.trim();
    this.fault = reason === '' ? t('field.REQUIRED') : '';
    if (reason === '') return this.reason.focus();
    this.cancelling = true;
    try {
      await this.#previewing;
      await this.updateComplete;
      this.isUnconfirmed = this.#changesPrices && !this.agreed?.checked;
      if (this.isUnconfirmed) return this.agreed?.focus();
      const confirmed =
        this.cancellation && this.#changesPrices ? { confirmedDue: this.cancellation.due } : {};
      const order = await api.orders.cancel.mutate({ ...this.#input, reason, ...confirmed });
      this.dialog.close();
      this.onOrder(order);
    } catch (error) {
      const fault = faultOf(error);
      emit(this, 'renewal-error', errorDetail(fault));
      if (fault.code === 'PRICE_CHANGED') await this.#showChanged();
      this.fault = faultText(t, fault);
    } finally {
      this.cancelling = false;
    }
  }
}

register('renewal-cancel-order-dialog', CancelOrderDialog);

declare global {
  interface HTMLElementTagNameMap {
    'renewal-cancel-order-dialog': CancelOrderDialog;
  }
}
