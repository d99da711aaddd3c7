import { html, nothing, type TemplateResult } from 'lit';
import { query, state } from 'lit/decorators.js';
import { addDays, type CalendarDate, formatDate } from '../../../shared/calendar-date.ts';
import type { PostponedOrders, UnpaidLine } from '../../../shared/schemas/unpaid.ts';
import { dateField } from '../../ui/date-field.ts';
import { firstAndMore } from '../../ui/name-list.ts';
import { inParts, type Outcome } from '../mails/parts-controller.ts';
import { PartsDialog } from '../mails/parts-dialog.ts';

/** Orders postponed in one call. */
const PART = 50;

/** Days added by the date proposed first. */
const PROPOSED_DAYS = 14;

/**
 * Lùi hạn: the orders of the chosen lines get a later due date; those that can't be postponed keep theirs, with the
 * reason.
 */
export class PostponeManyDialog extends PartsDialog<UnpaidLine> {
  static readonly tag = 'renewal-postpone-many-dialog';

  /** One line of each order, which names the chosen others of it. */
  @state() protected lines: readonly UnpaidLine[] = [];
  @state() private lineCount = 0;
  @state() private dueDate: CalendarDate = '';
  @state() private attempted = false;
  @query('#date') private dateInput!: HTMLInputElement | null;

  show(lines: readonly UnpaidLine[]): void {
    if (!this.open()) return;
    const { t } = this.signIn;
    this.lines = [...Map.groupBy(lines, ({ orderId }) => orderId).values()].flatMap((own) => {
      const [first] = own;
      if (first === undefined) return [];
      const { customer } = first;
      return {
        ...first,
        customer: { ...customer, name: firstAndMore(t, customer.name, own.length) },
      };
    });
    this.lineCount = lines.length;
    const latest = this.lines.reduce((date, order) => later(date, order.dueDate), '');
    const proposed = latest === '' ? '' : addDays(latest, PROPOSED_DAYS);
    this.dueDate = proposed < this.#last ? proposed : this.#last;
    this.attempted = false;
  }

  /** The latest day to which any of them can be postponed; empty when none can. */
  get #last(): CalendarDate {
    return this.lines.reduce((date, order) => later(date, order.postponableUntil ?? ''), '');
  }

  get #first(): CalendarDate {
    const dates = this.lines.map(({ dueDate }) => dueDate).toSorted();
    return dates[0] ? addDays(dates[0], 1) : '';
  }

  protected override get heading(): string {
    return this.signIn.t('unpaid.postpone');
  }

  protected override renderQuestion(): TemplateResult {
    const { t } = this.signIn;
    const { dueDate, lines: orders } = this;
    const last = this.#last;
    const cannot = orders.filter((order) => !canBe(order, dueDate)).length;
    return html`<form class="stack" novalidate @submit=${this.#handleSubmit}>
      <p>${t('postponeMany.text', { orders: orders.length, lines: this.lineCount })}</p>
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
        <button type="button" class="end" @click=${this.close}>${t('close')}</button>
        ${
          last === ''
            ? nothing
            : html`<button class="primary">
              ${dueDate ? t('postponeMany.do', { count: orders.length - cannot, date: formatDate(dueDate) }) : t('unpaid.postpone')}
            </button>`
        }
      </div>
    </form>`;
  }

  protected override said(count: number) {
    const { t } = this.signIn;
    return { busy: t('postponeMany.busy'), done: t('postponeMany.done', { count }) };
  }

  readonly #handleSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    this.attempted = true;
    if (!this.lines.some((order) => canBe(order, this.dueDate))) {
      this.dateInput?.focus();
      return;
    }
    const groups = this.lines.map((order) => [order]);
    void this.parts.start(inParts(groups, PART));
  };

  protected override async run(orders: readonly UnpaidLine[]): Promise<Outcome[]> {
    const { t, api } = this.signIn;
    const { dueDate } = this;
    const { postponed, skipped } = await api.unpaid.postpone.mutate({
      orderIds: orders.map(({ orderId }) => orderId),
      dueDate,
    });
    const byId = new Map(orders.map((order) => [order.orderId, order]));
    return [
      ...postponed.map((orderId) => ({
        ...{ lineId: byId.get(orderId)?.lineId ?? '', isDone: true },
        text: t('postponeMany.postponed', { date: formatDate(dueDate) }),
      })),
      ...skipped.map((each) => {
        const order = byId.get(each.orderId);
        // Its due date has moved meanwhile: the answer of a former call was lost, or a colleague was first.
        const isDone = each.reason === 'not_later' && (order?.dueDate ?? dueDate) < dueDate;
        return { lineId: order?.lineId ?? '', isDone, text: this.#reasonOf(each) };
      }),
    ];
  }

  #reasonOf({ reason, until }: PostponedOrders['skipped'][number]): string {
    return this.signIn.t(`postponeMany.${reason}`, { date: until ? formatDate(until) : '' });
  }
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
