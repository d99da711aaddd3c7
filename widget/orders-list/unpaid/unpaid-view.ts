import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { repeat } from 'lit/directives/repeat.js';
import { LIMITS } from '../../../shared/limits.ts';
import type {
  UnpaidFilter,
  UnpaidLine,
  UnpaidPage,
  UnpaidSort,
} from '../../../shared/schemas/unpaid.ts';
import { CallController } from '../../api/call-controller.ts';
import { Following } from '../../api/live/following.ts';
import type { SignIn } from '../../api/sign-in.ts';
import { lineName } from '../../payment/line-name.ts';
import { allControls } from '../../ui/all-controls.styles.ts';
import { retryNotice } from '../../ui/fault-notice.ts';
import { KeepFocus } from '../../ui/keep-focus.ts';
import { wideListStyles } from '../../ui/list.styles.ts';
import { sortHeads } from '../../ui/sort-heads.styles.ts';
import { StyledElement } from '../../ui/styled-element.ts';
import { skeleton } from '../../ui/theme/skeleton.styles.ts';
import { tokens } from '../../ui/theme/tokens.styles.ts';
import { type Mailing, MailsDialog } from '../mails/mails-dialog.ts';
import { CopyLinkButton } from '../order/copy-link-button.ts';
import { ChangePayerDialog } from './change-payer-dialog.ts';
import {
  ALL,
  type Chosen,
  goneExceptions,
  hiddenOf,
  isChosen,
  NONE,
  summed,
  withLines,
  withoutGone,
} from './chosen.ts';
import { CopyChosen } from './copy-chosen.ts';
import { gatherLines } from './gather-lines.ts';
import { PostponeManyDialog } from './postpone-many-dialog.ts';
import { unpaidStyles } from './unpaid.styles.ts';
import { type Deed, foundText, unpaidBar } from './unpaid-bar.ts';
import { unpaidFilters } from './unpaid-filters.ts';
import { unpaidRow } from './unpaid-row.ts';

/** Lines read at a time. */
const PAGE = 50;

/** A search waits for a pause in typing, and changes are read together, in milliseconds. */
const DELAY = 250;

/** The columns, with the order that each sorts by. */
const COLUMNS = [
  { text: 'term.customer', sort: 'customer' },
  { text: 'unpaid.order', sort: 'order' },
  { text: 'payer', sort: null },
  { text: 'term.amount', sort: 'amount' },
  { text: 'unpaid.due', sort: 'dueDate' },
  { text: 'unpaid.link', sort: null },
  { text: 'unpaid.reminder', sort: 'reminder' },
] as const;

/** The lines of a list, and their order. */
interface Asked {
  filter: UnpaidFilter;
  sort: { by: UnpaidSort; descending: boolean };
}

/** Chưa thanh toán: every unpaid line across the firm's orders, live, with actions on many of them. */
export class UnpaidView extends StyledElement {
  static readonly tag = 'renewal-unpaid-view';
  static readonly uses = [
    CopyLinkButton,
    CopyChosen,
    MailsDialog,
    ChangePayerDialog,
    PostponeManyDialog,
  ];
  static override styles = [tokens, allControls, wideListStyles, sortHeads, skeleton, unpaidStyles];

  @property({ attribute: false }) signIn!: SignIn;
  /** Opens an order. */
  @property({ attribute: false }) onOpen!: (orderId: string) => void;

  @state() filter: UnpaidFilter = {};
  @state() sort: Asked['sort'] = { by: 'dueDate', descending: false };
  @state() private page: UnpaidPage | null = null;
  @state() private chosen: Chosen = NONE;
  /** Whether more lines were chosen than can be worked on at once. */
  @state() private isCut = false;
  @query('renewal-mails-dialog') private mailsDialog!: MailsDialog;
  @query('renewal-change-payer-dialog') private payerDialog!: ChangePayerDialog;
  @query('renewal-postpone-many-dialog') private postponeDialog!: PostponeManyDialog;
  @query('renewal-copy-chosen') private copyChosen!: CopyChosen;

  readonly #reading = new CallController(this, {
    kind: 'question',
    run: async (signal: AbortSignal, from: { cursor?: string; limit?: number }) => {
      const { chosen, filter, sort } = this;
      const page = await this.#read({ filter, sort }, { limit: PAGE, ...from }, signal);
      if (!from.limit) return { page, paid: [] };
      const paid = await goneExceptions(chosen, page, (lineIds) =>
        this.#read({ filter: { ...filter, lineIds }, sort }, { limit: lineIds.length }, signal),
      );
      return { page, paid };
    },
    done: ({ page, paid }, { cursor, limit }) => {
      const { filter, sort } = this;
      const isFilterAsBefore = this.#asked.filter === filter;
      const isAsBefore = isFilterAsBefore && this.#asked.sort === sort;
      this.#asked = { filter, sort };
      // “All” meant all of the list shown at that time.
      if (!isFilterAsBefore && this.chosen.kind === 'all') this.chosen = NONE;
      // A line of the page before may only have stopped matching.
      if (limit && isAsBefore) {
        const { chosen } = this;
        this.chosen =
          chosen.kind === 'all'
            ? withLines(chosen, paid, true)
            : withoutGone(chosen, this.page?.lines ?? [], page.lines);
      }
      const before = cursor ? this.page : null;
      const lines = [...(before?.lines ?? []), ...page.lines];
      this.page = { ...page, lines, totals: page.totals ?? before?.totals ?? null };
    },
  });
  /**
   * Gets the chosen lines for an action, also those that are not shown; from the present list, even if another follows
   * it.
   */
  readonly #gathering = new CallController(this, {
    kind: 'question',
    run: async (signal: AbortSignal, _deed: Deed) => {
      const asked = this.#asked;
      return await gatherLines(this.chosen, (from) => this.#read(asked, from, signal));
    },
    done: ({ lines, isCut }, deed) => {
      this.isCut = isCut;
      this.#begin(deed, lines);
    },
  });
  /** The filter of the page that is shown. */
  #asked: Asked = { filter: this.filter, sort: this.sort };
  readonly #following = new Following(this, () => this.#follow());
  /** The line from which an order was opened. */
  #opened = '';
  /** The line that was ticked last: Shift ticks all from there on. */
  #lastTicked = '';

  constructor() {
    super();
    // A filter without lines has none to tick.
    new KeepFocus(this, '#all', '[type=search]');
  }

  /** Where the person was, on coming back from an order. */
  focusOpened(): void {
    this.renderRoot.querySelector<HTMLElement>(`[data-line="${this.#opened}"]`)?.focus();
    // An order that the host or the bell opens later is of no line.
    this.#opened = '';
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('signIn') || changed.get('signIn')?.api === this.signIn.api) return;
    this.page = null;
    this.chosen = NONE;
    this.#follow();
  }

  #follow(): void {
    void this.#reading.start({});
    this.#following.start('list', () => this.#readAgain(DELAY));
  }

  /** The lines shown, as they are now. */
  #readAgain(pause = 0): void {
    const shown = this.page?.lines.length ?? 0;
    const limit = Math.min(Math.max(shown, PAGE), LIMITS.unpaidPage);
    this.#reading.startIn(pause, { limit });
  }

  #read(
    { filter, sort: { by: sort, descending } }: Asked,
    from: { cursor?: string; limit: number },
    signal: AbortSignal,
  ): Promise<UnpaidPage> {
    return this.signIn.api.unpaid.list.query({ filter, sort, descending, ...from }, { signal });
  }

  protected override render(): TemplateResult {
    const { t } = this.signIn;
    return html`<p class="visually-hidden" role="status">${this.#said}</p>
      <div class="stack">
        ${unpaidFilters(this.signIn, this.filter, this.#narrow)}
        ${this.#renderList()}
        <div class="live" role="alert">${retryNotice(t, this.#reading, this.#gathering)}</div>
      </div>
      <renewal-mails-dialog .signIn=${this.signIn} .onDone=${this.#handleDone}></renewal-mails-dialog>
      <renewal-change-payer-dialog .signIn=${this.signIn} .onDone=${this.#handleDone}></renewal-change-payer-dialog>
      <renewal-postpone-many-dialog .signIn=${this.signIn} .onDone=${this.#handleDone}></renewal-postpone-many-dialog>`;
  }

  readonly #narrow = (change: UnpaidFilter, isTyped = false): void => {
    const filter = { ...this.filter, ...change };
    this.filter = Object.fromEntries(Object.entries(filter).filter(([, value]) => value));
    // “All” meant all that matched before.
    if (this.chosen.kind === 'all') this.chosen = NONE;
    this.#reading.startIn(isTyped ? DELAY : 0, {});
  };

  #renderList(): TemplateResult | typeof nothing {
    const { t } = this.signIn;
    const { page } = this;
    if (!page) {
      return this.#reading.fault
        ? nothing
        : html`<div class="skeleton"><i></i><i></i><i></i><i></i></div>`;
    }
    if (page.lines.length === 0) {
      const none = html`<p class="muted empty">${this.#none}</p>`;
      const bar = hiddenOf(this.chosen, []) > 0 ? this.#renderBar(page) : nothing;
      return html`<section class="card list-card">${bar}${none}</section>`;
    }
    return html`<section class="card list-card" aria-label=${t('unpaid.table')} aria-busy=${this.#reading.isBusy}>
      ${this.#renderBar(page)}
      <table>
        <thead>
          <tr>
            <th class="tick">${this.#renderTickAll(page)}</th>
            ${COLUMNS.map((column) => this.#renderHead(column))}
            <th><span class="visually-hidden">${t('column.actions')}</span></th>
          </tr>
        </thead>
        <tbody>
          ${repeat(
            page.lines,
            ({ lineId }) => lineId,
            (line) => this.#renderRow(line),
          )}
        </tbody>
      </table>
      ${
        page.nextCursor
          ? html`<div class="pager row">
            <button type="button" aria-disabled=${this.#reading.isBusy} @click=${this.#readMore}>${t('loadMore')}</button>
          </div>`
          : nothing
      }
    </section>`;
  }

  #renderRow(line: UnpaidLine): TemplateResult {
    const { signIn } = this;
    return unpaidRow(signIn, line, {
      name: lineName(line, this.page?.lines ?? [], signIn.locale),
      isTicked: isChosen(this.chosen, line),
      onTick: (isTicked, withShift) => this.#tick(line, isTicked, withShift),
      onOpen: () => {
        this.#opened = line.lineId;
        this.onOpen(line.orderId);
      },
    });
  }

  #renderHead({ text, sort }: (typeof COLUMNS)[number]): TemplateResult {
    const { t } = this.signIn;
    const className = sort === 'amount' ? 'number' : '';
    if (sort === null) return html`<th class=${className}>${t(text)}</th>`;
    const { by, descending } = this.sort;
    const order = by === sort ? (descending ? 'descending' : 'ascending') : 'none';
    return html`<th class=${className} aria-sort=${order}>
      <button type="button" @click=${() => this.#sortBy(sort)}>${t(text)}</button>
    </th>`;
  }

  #renderTickAll(page: UnpaidPage): TemplateResult {
    const { t } = this.signIn;
    const { lines, isAll } = summed(this.chosen, page);
    return html`<input
        type="checkbox"
        id="all"
        aria-label=${t('unpaid.tickAll')}
        .checked=${live(isAll)}
        .indeterminate=${live(lines > 0 && !isAll)}
        @change=${(event: Event) => {
          this.chosen = (event.target as HTMLInputElement).checked ? ALL : NONE;
        }}
      /><span class="visually-hidden" aria-hidden="true">${t('unpaid.chooseAll', { count: page.totals?.lines ?? 0 })}</span>`;
  }

  /** The state of the list for screen readers, in a place that is there before the list. */
  get #said(): string {
    const { page } = this;
    if (!page) return this.#reading.fault ? '' : this.signIn.t('loading');
    return page.lines.length === 0
      ? this.#none
      : foundText(this.signIn, page, summed(this.chosen, page));
  }

  get #none(): string {
    const isFiltered = Object.keys(this.filter).length > 0;
    return this.signIn.t(isFiltered ? 'unpaid.none' : 'unpaid.empty');
  }

  #renderBar(page: UnpaidPage): TemplateResult {
    return unpaidBar(this.signIn, page, {
      sum: summed(this.chosen, page),
      isBusy: this.#gathering.isBusy,
      isCut: this.isCut,
      onDeed: (deed) => this.#gathering.start(deed),
      onChooseNone: this.#chooseNone,
    });
  }

  #begin(deed: Deed, lines: readonly UnpaidLine[]): void {
    if (deed === 'remind') this.mailsDialog.show(this.#reminders(lines));
    else if (deed === 'changePayer') this.payerDialog.show(lines);
    else if (deed === 'postpone') this.postponeDialog.show(lines);
    else if (deed === 'copyLinks') this.copyChosen.copy(lines);
    else this.copyChosen.save(lines, deed === 'export' ? 'csv' : 'xlsx');
  }

  #reminders(lines: readonly UnpaidLine[]): Mailing {
    const { unpaid } = this.signIn.api;
    return {
      kind: 'remind',
      lines,
      preview: (again, signal) =>
        unpaid.previewReminders.query(
          { lineIds: lines.map(({ lineId }) => lineId), again },
          { signal },
        ),
      send: (lineIds, again) => unpaid.remind.mutate({ lineIds, again }),
    };
  }

  #tick(line: UnpaidLine, isTicked: boolean, withShift: boolean): void {
    const lines = this.page?.lines ?? [];
    const at = lines.indexOf(line);
    const last = withShift ? lines.findIndex(({ lineId }) => lineId === this.#lastTicked) : at;
    const [from, to] = last < 0 ? [at, at] : [Math.min(at, last), Math.max(at, last)];
    this.chosen = withLines(this.chosen, lines.slice(from, to + 1), isTicked);
    this.#lastTicked = line.lineId;
    this.isCut = false;
  }

  readonly #chooseNone = (): void => {
    this.chosen = NONE;
    this.isCut = false;
  };

  #sortBy(by: UnpaidSort): void {
    this.sort = { by, descending: this.sort.by === by && !this.sort.descending };
    void this.#reading.start({});
  }

  readonly #readMore = (): void => {
    const cursor = this.page?.nextCursor;
    if (cursor && !this.#reading.isBusy) void this.#reading.start({ cursor });
  };

  /** An action that was done is not repeated by a second press. */
  readonly #handleDone = (): void => {
    this.chosen = NONE;
    this.isCut = false;
    this.#readAgain();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'renewal-unpaid-view': UnpaidView;
  }
}
