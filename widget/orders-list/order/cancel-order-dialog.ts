import { html, nothing, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { LIMITS } from '../../../shared/limits.ts';
import { formatDong, sumDong } from '../../../shared/money.ts';
import type { Cancellation, Order, OrderLine } from '../../../shared/schemas/order.ts';
import { CallController } from '../../api/call-controller.ts';
import type { SignIn } from '../../api/sign-in.ts';
import { lineName } from '../../payment/line-name.ts';
import { isAwaiting } from '../../payment/payment-phase.ts';
import { allControls } from '../../ui/all-controls.styles.ts';
import { nameList } from '../../ui/name-list.ts';
import { showModal } from '../../ui/show-modal.ts';
import { StyledElement } from '../../ui/styled-element.ts';
import { tokens } from '../../ui/theme/tokens.styles.ts';
import { cancellationChanges } from './cancellation-changes.ts';

/**
 * Hủy đơn hàng: requires a reason, shows the new prices of other lines, and cancels some lines of an order, or all
 * unpaid ones.
 */
export class CancelOrderDialog extends StyledElement {
  static readonly tag = 'renewal-cancel-order-dialog';
  static override styles = [tokens, allControls];

  @property({ attribute: false }) signIn!: SignIn;
  @property({ attribute: false }) order!: Order;
  @property({ attribute: false }) onOrder!: (order: Order) => void;

  /** The lines to cancel; null for all unpaid ones. */
  @state() private lineIds: readonly string[] | null = null;
  /** A missing reason was submitted. */
  @state() private isUnreasoned = false;
  /** The cancellation's other effects; undefined until the server has answered. */
  @state() private cancellation: Cancellation | undefined;
  /** Unconfirmed new prices were submitted. */
  @state() private isUnconfirmed = false;
  @query('input[type=checkbox]') private agreed!: HTMLInputElement | null;
  @query('dialog') private dialog!: HTMLDialogElement;
  @query('textarea') private reason!: HTMLTextAreaElement;

  /** Reads the effects; without an answer nothing is confirmed, and the server refuses a change that needs it. */
  readonly #previewing = new CallController(this, {
    kind: 'question',
    run: (signal: AbortSignal) =>
      this.signIn.api.orders.previewCancel.query(this.#input, { signal }),
    done: (cancellation) => {
      this.cancellation = cancellation;
    },
  });
  readonly #cancelling = new CallController(this, {
    kind: 'deed',
    run: async (_signal: AbortSignal, reason: string) => {
      await this.#previewing.settled();
      await this.updateComplete;
      this.isUnconfirmed = this.#changesPrices && !this.agreed?.checked;
      if (this.isUnconfirmed) return null;
      const confirmed =
        this.cancellation && this.#changesPrices ? { confirmedDue: this.cancellation.due } : {};
      return await this.signIn.api.orders.cancel.mutate({ ...this.#input, reason, ...confirmed });
    },
    done: (order) => {
      if (order === null) return this.agreed?.focus();
      this.dialog.close();
      this.onOrder(order);
    },
    failed: async ({ code }) => {
      if (code === 'PRICE_CHANGED') await this.#showChanged();
    },
  });

  show(lineIds: readonly string[] | null = null): void {
    this.lineIds = lineIds;
    this.isUnreasoned = false;
    this.#cancelling.clear();
    this.reason.value = '';
    void this.#preview();
    showModal(this.dialog);
    this.reason.focus();
  }

  async #preview(): Promise<void> {
    this.cancellation = undefined;
    this.isUnconfirmed = false;
    await this.#previewing.start();
  }

  get #input(): { orderId: string; lineIds?: string[] } {
    const lineIds = this.lineIds ? { lineIds: [...this.lineIds] } : {};
    return { orderId: this.order.id, ...lineIds };
  }

  get #changesPrices(): boolean {
    return (this.cancellation?.lines.length ?? 0) > 0;
  }

  protected override render(): TemplateResult {
    const { t } = this.signIn;
    const action = this.lineIds
      ? t('cancelLines', { count: this.lineIds.length })
      : t('cancelOrder');
    const fault = this.isUnreasoned
      ? t('field.REQUIRED')
      : this.#cancelling.text || this.#previewing.text;
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
            aria-invalid=${fault !== ''}
            aria-describedby="fault"
          ></textarea>
          <span class="error" id="fault" role="alert">${fault}</span>
        </label>
        ${this.#changesPrices ? this.#renderAgreement() : nothing}
        <div class="row">
          <button type="button" class="end" @click=${() => this.dialog.close()}>${t('cancel.keep')}</button>
          <button class="primary danger" aria-disabled=${this.#cancelling.isBusy}>${action}</button>
        </div>
      </form>
    </dialog>`;
  }

  /** The number of lines, their total and customers. */
  #renderMeant(): TemplateResult {
    const { t, locale } = this.signIn;
    const lines = this.#meant;
    const names = lines.map((line) => lineName(line, this.order.lines, locale));
    const values = {
      count: lines.length,
      amount: formatDong(sumDong(lines.map((line) => line.total))),
    };
    return html`<div>
      <p><strong>${t('cancel.what', values)}</strong></p>
      <p class="muted">${nameList(t, names)}</p>
      ${this.lineIds ? nothing : html`<p>${t('cancel.text')}</p>`}
    </div>`;
  }

  /** Somebody has changed the order meanwhile: its new total must be confirmed anew. */
  async #showChanged(): Promise<void> {
    if (this.agreed) this.agreed.checked = false;
    await this.#preview();
  }

  #renderAgreement(): TemplateResult {
    const { t } = this.signIn;
    const due = formatDong(this.cancellation?.due ?? 0);
    return html`<div>
      <label class="choice">
        <input
          type="checkbox"
          aria-required="true"
          aria-invalid=${this.isUnconfirmed}
          aria-describedby="unconfirmed"
        />
        <span>${t('cancel.agree', { due })}</span>
      </label>
      <span class="error" id="unconfirmed" role="alert">
        ${this.isUnconfirmed ? t('cancel.agreeFirst') : nothing}
      </span>
    </div>`;
  }

  /** Lines that have been paid since stay as they are. */
  get #meant(): OrderLine[] {
    const ids = this.lineIds && new Set(this.lineIds);
    return this.order.lines.filter((line) => isAwaiting(line) && (!ids || ids.has(line.id)));
  }

  #cancel(event: SubmitEvent): void {
    event.preventDefault();
    const reason = this.reason.value.trim();
    this.isUnreasoned = reason === '';
    if (this.isUnreasoned) this.reason.focus();
    else void this.#cancelling.start(reason);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'renewal-cancel-order-dialog': CancelOrderDialog;
  }
}
