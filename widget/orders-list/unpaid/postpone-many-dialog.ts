import { html, nothing, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { addDays, type CalendarDate, formatDate } from '../../../shared/calendar-date.ts';
import type { PostponedOrders, UnpaidLine } from '../../../shared/schemas/unpaid.ts';
import type { SignIn } from '../../api/sign-in.ts';
import { allControls } from '../../ui/all-controls.styles.ts';
import { dateField } from '../../ui/date-field.ts';
import { KeepFocus } from '../../ui/keep-focus.ts';
import { StyledElement } from '../../ui/styled-element.ts';
import { tokens } from '../../ui/theme/tokens.styles.ts';
import { deedResult, deedSaid, deedStyles } from '../mails/deed-result.ts';
import { type Outcome, PartsController } from '../mails/parts-controller.ts';

/** Orders postponed in one call. */
const PART = 50;

/** Days added by the date proposed first. */
const PROPOSED_DAYS = 14;

/**
 * Lùi hạn: the orders of the chosen lines get a later due date; those that can't be postponed keep theirs, with the
 * reason.
 */
export class PostponeManyDialog extends StyledElement {
  static readonly tag = 'renewal-postpone-many-dialog';
  static override styles = [tokens, allControls, deedStyles];

  @property({ attribute: false }) signIn!: SignIn;
  /** Called when the dialog closes after something was postponed. */
  @property({ attribute: false }) onDone!: () => void;

  /** One line of each order. */
  @state() private orders: readonly UnpaidLine[] = [];
  @state() private lineCount = 0;
  @state() private dueDate: CalendarDate = '';
  @state() private attempted = false;
  @state() private page = 0;
  @query('dialog') private dialog!: HTMLDialogElement;
  @query('#date') private dateInput!: HTMLInputElement | null;

  readonly #postponing = new PartsController<UnpaidLine>(this, {
    run: (orders) => this.#postpone(orders),
    ended: () => {
      this.page = 0;
    },
  });

  constructor() {
    super();
    new KeepFocus(this, 'h2');
  }

  show(lines: readonly UnpaidLine[]): void {
    this.dialog.showModal();
    // An action under way is shown to its end.
    if (this.#postponing.isBusy) return;
    this.orders = [...new Map(lines.map((line) => [line.orderId, line])).values()];
    this.lineCount = lines.length;
    const latest = this.orders.reduce((date, order) => later(date, order.dueDate), '');
    const proposed = latest === '' ? '' : addDays(latest, PROPOSED_DAYS);
    this.dueDate = proposed < this.#last ? proposed : this.#last;
    this.attempted = false;
    this.page = 0;
    this.#postponing.clear();
  }

  /** The latest day to which any of them can be postponed; empty when none can. */
  get #last(): CalendarDate {
    return this.orders.reduce((date, order) => later(date, order.postponableUntil ?? ''), '');
  }

  get #first(): CalendarDate {
    const dates = this.orders.map(({ dueDate }) => dueDate).toSorted();
    return dates[0] ? addDays(dates[0], 1) : '';
  }

  protected override render(): TemplateResult {
    const { t } = this.signIn;
    return html`<dialog aria-labelledby="title" @close=${this.#handleClose}>
      <form method="dialog" class="stack" novalidate @submit=${this.#handleSubmit}>
        <h2 id="title" tabindex="-1" autofocus>${t('unpaid.postpone')}</h2>
        ${deedSaid(this.#postponing, this.#said)}
        ${this.#postponing.hasBegun ? this.#renderResult() : this.#renderQuestion()}
      </form>
    </dialog>`;
  }

  #renderQuestion(): TemplateResult {
    const { t } = this.signIn;
    const { dueDate, orders } = this;
    const last = this.#last;
    const cannot = orders.filter((order) => !canBe(order, dueDate)).length;
    return html`<p>${t('postponeMany.text', { orders: orders.length, lines: this.lineCount })}</p>
      ${
        last === ''
          ? html`<p class="notice">${t('postponeMany.noneCan')}</p>`
          : dateField({
              t,
              id: 'date',
              label: t('postpone.dueDate'),
              value: dueDate,
              min: this.#first,
              max: last,
              hint: t('date.until', { date: formatDate(last) }),
              error: this.attempted && cannot === orders.length ? t('field.INVALID') : '',
              onInput: (value) => {
                this.dueDate = value;
              },
            })
      }
      <p class="live waits" role="status">
        ${dueDate && cannot > 0 && cannot < orders.length ? t('postponeMany.cannot', { count: cannot }) : nothing}
      </p>
      <div class="row">
        <button type="button" class="end" @click=${this.#close}>${t('close')}</button>
        ${
          last === ''
            ? nothing
            : html`<button class="primary">
              ${dueDate ? t('postponeMany.do', { count: orders.length - cannot, date: formatDate(dueDate) }) : t('unpaid.postpone')}
            </button>`
        }
      </div>`;
  }

  get #said() {
    const { t } = this.signIn;
    const count = this.#postponing.outcomes.filter(({ isDone }) => isDone).length;
    return { t, busy: t('postponeMany.busy'), done: t('postponeMany.done', { count }) };
  }

  #renderResult(): TemplateResult {
    return deedResult(this.#postponing, {
      ...this.#said,
      ...{ lines: this.orders, page: this.page, onClose: this.#close },
      onPage: (page) => {
        this.page = page;
      },
    });
  }

  readonly #handleSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (this.#postponing.hasBegun) return;
    this.attempted = true;
    if (!this.orders.some((order) => canBe(order, this.dueDate))) {
      this.dateInput?.focus();
      return;
    }
    const parts: UnpaidLine[][] = [];
    for (let start = 0; start < this.orders.length; start += PART) {
      parts.push(this.orders.slice(start, start + PART));
    }
    void this.#postponing.start(parts);
  };

  async #postpone(orders: readonly UnpaidLine[]): Promise<Outcome[]> {
    const { t, api } = this.signIn;
    const { dueDate } = this;
    const { postponed, skipped } = await api.unpaid.postpone.mutate({
      orderIds: orders.map(({ orderId }) => orderId),
      dueDate,
    });
    const lineOf = new Map(orders.map(({ orderId, lineId }) => [orderId, lineId]));
    return [
      ...postponed.map((orderId) => ({
        ...{ lineId: lineOf.get(orderId) ?? '', isDone: true },
        text: t('postponeMany.postponed', { date: formatDate(dueDate) }),
      })),
      ...skipped.map((each) => ({
        ...{ lineId: lineOf.get(each.orderId) ?? '', isDone: false, text: this.#reasonOf(each) },
      })),
    ];
  }

  #reasonOf({ reason, until }: PostponedOrders['skipped'][number]): string {
    return this.signIn.t(`postponeMany.${reason}`, { date: until ? formatDate(until) : '' });
  }

  readonly #close = (): void => this.dialog.close();

  readonly #handleClose = (): void => {
    this.#postponing.stop();
    if (this.#postponing.hasBegun) this.onDone();
  };
}

function canBe({ dueDate, postponableUntil }: UnpaidLine, date: CalendarDate): boolean {
  return postponableUntil !== null && date > dueDate && date <= postponableUntil;
}

function later(a: CalendarDate, b: CalendarDate): CalendarDate {
  return a > b ? a : b;
}

declare global {
  interface HTMLElementTagNameMap {
    'renewal-postpone-many-dialog': PostponeManyDialog;
  }
}
