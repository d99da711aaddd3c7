import { html, nothing, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { addDays, type CalendarDate, formatDate } from '../../../shared/calendar-date.ts';
import { formatDong, sumDong } from '../../../shared/money.ts';
import type { Order } from '../../../shared/schemas/order.ts';
import { CallController } from '../../api/call-controller.ts';
import type { SignIn } from '../../api/sign-in.ts';
import { isAwaiting } from '../../payment/payment-phase.ts';
import { allControls } from '../../ui/all-controls.styles.ts';
import { dateField } from '../../ui/date-field.ts';
import { faultNotice } from '../../ui/fault-notice.ts';
import { showModal } from '../../ui/show-modal.ts';
import { StyledElement } from '../../ui/styled-element.ts';
import { tokens } from '../../ui/theme/tokens.styles.ts';

/** Cam kết thanh toán: commits to pay all unpaid lines by a date; the licences stay in force until then. */
export class CommitDialog extends StyledElement {
  static readonly tag = 'renewal-commit-dialog';
  static override styles = [tokens, allControls];

  @property({ attribute: false }) signIn!: SignIn;
  @property({ attribute: false }) order!: Order;
  @property({ attribute: false }) onOrder!: (order: Order) => void;

  @state() private payBy: CalendarDate = '';
  @state() private attempted = false;
  @query('dialog') private dialog!: HTMLDialogElement;
  @query('#date') private dateInput!: HTMLInputElement;
  @query('#confirmed') private tick!: HTMLInputElement;

  readonly #committing = new CallController(this, {
    kind: 'deed',
    run: (_signal: AbortSignal, payBy: CalendarDate) =>
      this.signIn.api.orders.commit.mutate({ orderId: this.order.id, payBy, confirmed: true }),
    done: (committed) => {
      this.dialog.close();
      this.onOrder(committed);
    },
  });

  /** @param payBy the date proposed */
  show(payBy: CalendarDate): void {
    this.payBy = payBy;
    this.attempted = false;
    this.#committing.clear();
    this.tick.checked = false;
    showModal(this.dialog);
    this.dateInput.focus();
  }

  protected override render(): TemplateResult {
    const { t, whoAmI } = this.signIn;
    const { order, payBy, attempted } = this;
    const max = order.committableUntil ?? whoAmI.today;
    const amount = formatDong(order.due);
    const lines = order.lines.filter(isAwaiting);
    const count = lines.length;
    const owners = lines.filter((line) => line.payer === 'owner');
    const needsTick = attempted && !this.tick.checked;
    return html`<dialog aria-labelledby="title">
      <form method="dialog" class="stack" novalidate @submit=${this.#commit}>
        <h2 id="title">${t('commit')} · ${order.number}</h2>
        <p>
          ${t('commit.text', { amount, count })}
          ${owners.length > 0 ? t('commit.owners', { count: owners.length, amount: formatDong(sumDong(owners.map((line) => line.total))) }) : nothing}
        </p>
        <p class="muted">${t('commit.after')}</p>
        ${dateField({
          t,
          id: 'date',
          label: t('commit.payBy'),
          value: payBy,
          min: addDays(whoAmI.today, 1),
          max,
          hint: t('date.until', { date: formatDate(max) }),
          error: attempted && !this.#isInRange ? t('field.INVALID') : '',
          onInput: (value) => {
            this.payBy = value;
          },
        })}
        <div>
          <label class="choice">
            <input
              id="confirmed"
              type="checkbox"
              aria-required="true"
              aria-invalid=${needsTick}
              aria-describedby="tick-error"
              @change=${() => this.requestUpdate()}
            />
            <span>${t('commit.tick', { amount })}</span>
          </label>
          <p class="error" id="tick-error" role="alert">${needsTick ? t('commit.tickMissing') : nothing}</p>
        </div>
        <div class="live" role="alert">${faultNotice(this.#committing)}</div>
        <div class="row">
          <button type="button" class="end" @click=${() => this.dialog.close()}>${t('close')}</button>
          <button class="primary" aria-disabled=${this.#committing.isBusy}>
            ${payBy ? t('commit.do', { date: formatDate(payBy) }) : t('commit')}
          </button>
        </div>
      </form>
    </dialog>`;
  }

  get #isInRange(): boolean {
    const { order, payBy, signIn } = this;
    return payBy > signIn.whoAmI.today && payBy <= (order.committableUntil ?? '');
  }

  #commit(event: SubmitEvent): void {
    event.preventDefault();
    this.attempted = true;
    this.#committing.clear();
    if (!this.#isInRange) this.dateInput.focus();
    else if (!this.tick.checked) this.tick.focus();
    else void this.#committing.start(this.payBy);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'renewal-commit-dialog': CommitDialog;
  }
}
