import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { calendarDateAt, formatDate } from '../../../shared/calendar-date.ts';
import { formatDong, formatInteger } from '../../../shared/money.ts';
import type { Order, OrderLine } from '../../../shared/schemas/order.ts';
import { soldText } from '../../../shared/sold-text.ts';
import { termText } from '../../../shared/term-text.ts';
import type { SignIn } from '../../api/sign-in.ts';
import { effectOf } from '../../payment/line-effect.ts';
import { countOf, filterLines, LINE_FILTERS, type LineFilter } from '../../payment/line-filter.ts';
import { lineName } from '../../payment/line-name.ts';
import { isAwaiting } from '../../payment/payment-phase.ts';
import { allControls } from '../../ui/all-controls.styles.ts';
import { countedText } from '../../ui/counted-text.ts';
import { customerSearch, foundRows } from '../../ui/customer-search.ts';
import { wideListStyles } from '../../ui/list.styles.ts';
import { orderTotals } from '../../ui/order-totals.ts';
import { pager } from '../../ui/pager.ts';
import { PrintedWhole, printedStyles } from '../../ui/printed-whole.ts';
import { remarkBadges, remarkStyles } from '../../ui/remarks.ts';
import { SEARCHED_ABOVE } from '../../ui/searched-above.ts';
import { showModal } from '../../ui/show-modal.ts';
import { StyledElement } from '../../ui/styled-element.ts';
import { tokens } from '../../ui/theme/tokens.styles.ts';
import { ExportButtons } from '../export/export-buttons.ts';
import { CopyLinkButton } from './copy-link-button.ts';
import { lineCancelled } from './line-cancelled.ts';
import { linesExport } from './line-cells.ts';
import { lineDetails } from './line-details.ts';
import { lineCommitment, linePayer } from './line-payer.ts';
import { orderLinesStyles } from './order-lines.styles.ts';
import { infoOfLine } from './payment-info.ts';
import { SendLinks } from './send-links.ts';

/** The text of a filter, its parts one after the other. */
const FILTER_LABELS = {
  unpaid: ['lineState.awaiting_payment'],
  unpaidFirm: ['lineState.awaiting_payment', 'payer.firm'],
  unpaidOwner: ['lineState.awaiting_payment', 'payer.owner'],
  linkNotSent: ['lineFilter.linkNotSent'],
  linkSent: ['lineFilter.linkSent'],
  linkOpened: ['lineFilter.linkOpened'],
  paid: ['lineState.paid'],
  cancelled: ['lineState.cancelled'],
} as const satisfies Record<LineFilter, readonly string[]>;

/**
 * The lines of an order, with search and details; unpaid ones can be ticked, to pay them, to mail their links or to
 * cancel them.
 */
export class OrderLines extends StyledElement {
  static readonly tag = 'renewal-order-lines';
  static readonly uses = [CopyLinkButton, ExportButtons, SendLinks];
  static override styles = [
    tokens,
    allControls,
    wideListStyles,
    orderLinesStyles,
    remarkStyles,
    printedStyles,
  ];

  @property({ attribute: false }) signIn!: SignIn;
  @property({ attribute: false }) order!: Order;
  /** Called when a payment link may have been made or sent. */
  @property({ attribute: false }) onLink!: () => void;
  @property({ attribute: false }) onPay!: (lineIds: readonly string[]) => void;
  @property({ attribute: false }) onCancel!: (lineIds: readonly string[]) => void;

  @state() private page = 0;
  @state() private filter: LineFilter | '' = '';
  @state() private search = '';
  @state() private ticked: ReadonlySet<string> = new Set();
  /** The id of the line whose details are open. */
  @state() private shown = '';
  @query('dialog') private dialog!: HTMLDialogElement;

  readonly #printed = new PrintedWhole(this, () => this.performUpdate());

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('order') && changed.get('order')?.id !== this.order.id) {
      this.page = 0;
      this.filter = '';
      this.search = '';
      this.ticked = new Set();
    }
  }

  protected override render(): TemplateResult {
    const { t } = this.signIn;
    const { lines, totals, discounts } = this.order;
    const found = filterLines(lines, this.filter, this.search);
    const canTick = lines.some(isAwaiting);
    const customers = new Set(lines.map((line) => line.customer.id)).size;
    return html`<section class="card list-card ${canTick ? 'ticks' : ''}" aria-label=${t('lines')}>
      ${lines.length > SEARCHED_ABOVE ? this.#renderFilters() : nothing}
      ${canTick ? this.#renderBulk(found.filter(isAwaiting)) : nothing}
      <table aria-label=${t('lines')}>
        <thead>
          <tr>
            ${canTick ? html`<th class="tick"><span class="visually-hidden">${t('lines.tick')}</span></th>` : nothing}
            <th>${t('term.customer')}</th>
            <th>${t('term.presentExpiry')}</th>
            <th>${t('payer')}</th>
            <th>${t('state')}</th>
            <th class="number">${t('term.amount')}</th>
          </tr>
        </thead>
        <tbody>${this.#printed.pageOf(found, this.page).map((line) => this.#renderLine(line, canTick))}</tbody>
      </table>
      ${foundRows(t, found.length, lines.length)}
      ${pager(t, found.length, this.page, (page) => {
        this.page = page;
      })}
      ${linesExport(this.signIn, this.order, found)}
      ${orderTotals(t, totals, countedText(t, customers, lines.length), discounts)}
      ${this.#renderDialog()}
    </section>`;
  }

  #renderFilters(): TemplateResult {
    const { t } = this.signIn;
    const { lines } = this.order;
    return html`<div class="filters row">
      ${customerSearch(t, this.search, (search) => {
        this.search = search;
        this.page = 0;
      })}
      <select
        aria-label=${t('state')}
        @change=${(event: Event) => {
          this.filter = (event.target as HTMLSelectElement).value as LineFilter | '';
          this.page = 0;
        }}
      >
        <option value="" ?selected=${this.filter === ''}>
          ${t('orders.all')} (${formatInteger(lines.length)})
        </option>
        ${LINE_FILTERS.map((filter) => this.#renderFilter(filter, countOf(lines, filter)))}
      </select>
    </div>`;
  }

  /** A filter without lines is left out, unless it is the one in use. */
  #renderFilter(filter: LineFilter, count: number): TemplateResult | typeof nothing {
    if (count === 0 && filter !== this.filter) return nothing;
    const label = FILTER_LABELS[filter].map((part) => this.signIn.t(part)).join(' · ');
    return html`<option value=${filter} ?selected=${filter === this.filter}>
      ${label} (${formatInteger(count)})
    </option>`;
  }

  #renderDialog(): TemplateResult {
    const line = this.order.lines.find(({ id }) => id === this.shown);
    return html`<dialog aria-labelledby="customer-name" @close=${() => {
      this.shown = '';
    }}>
      ${
        line
          ? html`<div class="stack">
            ${lineDetails(this.signIn, this.order, line)}
            <div class="row">
              <button type="button" class="end" @click=${() => this.dialog.close()}>
                ${this.signIn.t('close')}
              </button>
            </div>
          </div>`
          : nothing
      }
    </dialog>`;
  }

  async #show(line: OrderLine): Promise<void> {
    this.shown = line.id;
    await this.updateComplete;
    showModal(this.dialog);
  }

  /**
   * Actions on the ticked lines, or on all that are found; without any ticked, the links of all owners who have to pay.
   *
   * @param awaiting the unpaid lines among those found
   */
  #renderBulk(awaiting: readonly OrderLine[]): TemplateResult {
    const { t } = this.signIn;
    const isUnpaid = (id: string) =>
      this.order.lines.some((line) => line.id === id && isAwaiting(line));
    const ticked = [...this.ticked].filter(isUnpaid);
    const owners = this.order.lines.filter(
      (line) => isAwaiting(line) && line.payer === 'owner',
    ).length;
    const isAll = awaiting.length > 0 && awaiting.every((line) => this.ticked.has(line.id));
    const count = ticked.length || owners;
    return html`<div class="bulk row">
      <label class="choice">
        <input
          type="checkbox"
          .checked=${live(isAll)}
          .indeterminate=${live(ticked.length > 0 && !isAll)}
          ?disabled=${awaiting.length === 0}
          @change=${() => this.#tickAll(awaiting, !isAll)}
        />
        <span>${ticked.length > 0 ? t('lines.ticked', { count }) : t('lines.tickAll')}</span>
      </label>
      ${ticked.length > 0 ? html`<button type="button" @click=${() => this.onPay(ticked)}>${t('pay.ticked', { count })}</button>` : nothing}
      ${
        ticked.length > 0 || owners > 0
          ? html`<renewal-send-links
            .signIn=${this.signIn}
            .orderId=${this.order.id}
            .lineIds=${ticked.length > 0 ? ticked : undefined}
            .label=${t(ticked.length > 0 ? 'sendLinks.ticked' : 'sendLinks.allOwners', { count })}
            .onSent=${this.onLink}
          ></renewal-send-links>`
          : nothing
      }
      ${
        ticked.length > 0
          ? html`<button type="button" class="quiet danger" @click=${() => this.onCancel(ticked)}>
            ${t('cancelLines', { count })}
          </button>`
          : nothing
      }
    </div>`;
  }

  #renderLine(line: OrderLine, canTick: boolean): TemplateResult {
    const { t, locale } = this.signIn;
    const isOpen = isAwaiting(line);
    const name = lineName(line, this.order.lines, locale);
    return html`<tr>
      ${canTick ? html`<td class="tick">${isOpen ? this.#renderTick(line) : nothing}</td>` : nothing}
      <td class="main" role="rowheader">
        <button type="button" class="link" aria-haspopup="dialog" aria-label=${name} @click=${() => this.#show(line)}>
          <span translate="no">${line.customer.name}</span>
        </button>
        <div class="row second">
          <span class="muted">${line.customer.taxCode} · ${soldText(t, locale, line, line.list)}</span>
          ${
            isOpen
              ? html`<renewal-copy-link-button
                class="on-row"
                .signIn=${this.signIn}
                .orderId=${this.order.id}
                .lineId=${line.id}
                .name=${name}
                .info=${infoOfLine(this.order, line)}
                .onCopied=${this.onLink}
              ></renewal-copy-link-button>`
              : nothing
          }
        </div>
        ${remarkBadges(this.signIn, effectOf(this.signIn, line))}
      </td>
      <td class="expiry">
        <span class="dates" translate="no"
          ><span class="muted">${formatDate(line.presentExpiry)}</span> → ${formatDate(line.newExpiry)}</span
        >
        <div class="muted note">${termText(t, line)}</div>
      </td>
      <td class="payer" data-label=${t('payer')}>${linePayer(t, line)}</td>
      <td class="state">
        <span class="badge ${line.state}">${t(`lineState.${line.state}`)}</span>
        ${line.paidAt === null ? nothing : html`<div class="muted">${formatDate(calendarDateAt(line.paidAt))}</div>`}
        ${lineCancelled(t, this.order, line)} ${lineCommitment(t, line)}
      </td>
      <td class="number" data-label=${t('term.amount')} translate="no">${formatDong(line.total)}</td>
    </tr>`;
  }

  /** Ticks or unticks the lines found; other ticks stay. */
  #tickAll(lines: readonly OrderLine[], isTicked: boolean): void {
    const ticked = new Set(this.ticked);
    for (const { id } of lines) {
      ticked[isTicked ? 'add' : 'delete'](id);
    }
    this.ticked = ticked;
  }

  #renderTick(line: OrderLine): TemplateResult {
    const { id } = line;
    const isTicked = this.ticked.has(id);
    return html`<input
      type="checkbox"
      aria-label="${this.signIn.t('lines.tick')} ${lineName(line, this.order.lines, this.signIn.locale)}"
      .checked=${live(isTicked)}
      @change=${() => {
        const ticked = new Set(this.ticked);
        if (!ticked.delete(id)) ticked.add(id);
        this.ticked = ticked;
      }}
    />`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'renewal-order-lines': OrderLines;
  }
}
