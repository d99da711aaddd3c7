import { html, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { addDays, type CalendarDate, formatDate } from '../../../shared/calendar-date.ts';
import type { Order } from '../../../shared/schemas/order.ts';
import { CallController } from '../../api/call-controller.ts';
import type { SignIn } from '../../api/sign-in.ts';
import { allControls } from '../../ui/all-controls.styles.ts';
import { dateField } from '../../ui/date-field.ts';
import { faultNotice } from '../../ui/fault-notice.ts';
import { showModal } from '../../ui/show-modal.ts';
import { StyledElement } from '../../ui/styled-element.ts';
import { tokens } from '../../ui/theme/tokens.styles.ts';

/** Days added by the date proposed first. */
const PROPOSED_DAYS = 14;

/** Lùi hạn thanh toán: postpones an order's due date. */
export class PostponeDialog extends StyledElement {
  static readonly tag = 'renewal-postpone-dialog';
  static override styles = [tokens, allControls];

  @property({ attribute: false }) signIn!: SignIn;
  @property({ attribute: false }) order!: Order;
  @property({ attribute: false }) onOrder!: (order: Order) => void;

  @state() private dueDate: CalendarDate = '';
  @state() private attempted = false;
  @query('dialog') private dialog!: HTMLDialogElement;
  @query('#date') private dateInput!: HTMLInputElement;

  readonly #postponing = new CallController(this, {
    kind: 'deed',
    run: (_signal: AbortSignal, dueDate: CalendarDate) =>
      this.signIn.api.orders.postponeDueDate.mutate({ orderId: this.order.id, dueDate }),
    done: (postponed) => {
      this.dialog.close();
      this.onOrder(postponed);
    },
  });

  show(): void {
    const proposed = addDays(this.order.dueDate, PROPOSED_DAYS);
    this.dueDate = proposed < this.#last ? proposed : this.#last;
    this.attempted = false;
    this.#postponing.clear();
    showModal(this.dialog);
    this.dateInput.focus();
  }

  get #last(): CalendarDate {
    return this.order.postponableUntil ?? this.order.dueDate;
  }

  protected override render(): TemplateResult {
    const { t } = this.signIn;
    const { order, dueDate } = this;
    return html`<dialog aria-labelledby="title">
      <form method="dialog" class="stack" novalidate @submit=${this.#postpone}>
        <h2 id="title">${t('postpone')} · ${order.number}</h2>
        <p>${t('postpone.text', { date: formatDate(order.dueDate) })}</p>
        ${dateField({
          t,
          id: 'date',
          label: t('postpone.dueDate'),
          value: dueDate,
          min: addDays(order.dueDate, 1),
          max: this.#last,
          hint: t('date.until', { date: formatDate(this.#last) }),
          error: this.attempted && !this.#isInRange ? t('field.INVALID') : '',
          onInput: (value) => {
            this.dueDate = value;
          },
        })}
        <div class="live" role="alert">${faultNotice(this.#postponing)}</div>
        <div class="row">
          <button type="button" class="end" @click=${() => this.dialog.close()}>${t('close')}</button>
          <button class="primary" aria-disabled=${this.#postponing.isBusy}>
            ${dueDate ? t('postpone.do', { date: formatDate(dueDate) }) : t('postpone')}
          </button>
        </div>
      </form>
    </dialog>`;
  }

  get #isInRange(): boolean {
    return this.dueDate > this.order.dueDate && this.dueDate <= this.#last;
  }

  #postpone(event: SubmitEvent): void {
    event.preventDefault();
    this.attempted = true;
    this.#postponing.clear();
    if (!this.#isInRange) this.dateInput.focus();
    else void this.#postponing.start(this.dueDate);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'renewal-postpone-dialog': PostponeDialog;
  }
}
