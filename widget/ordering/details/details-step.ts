import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { LIMITS } from '../../../shared/limits.ts';
import { formatDong } from '../../../shared/money.ts';
import type { Customer } from '../../../shared/schemas/customer.ts';
import type { FormSignIn } from '../../api/sign-in.ts';
import { controls } from '../../ui/controls.styles.ts';
import { retryNotice } from '../../ui/fault-notice.ts';
import { SEARCHED_ABOVE } from '../../ui/searched-above.ts';
import { StyledElement } from '../../ui/styled-element.ts';
import { tokens } from '../../ui/theme/tokens.styles.ts';
import {
  type ChangeDraft,
  type Draft,
  type DraftRow,
  emptyRow,
  filledRows,
  type RowChange,
  withRow,
} from '../draft/draft.ts';
import { type Direction, type History, NO_HISTORY } from '../draft/history.ts';
import { withChosen } from '../draft/row-license.ts';
import { draftTotals } from '../quote/draft-totals.ts';
import type { QuoteController } from '../quote/quote-controller.ts';
import { type RowEffect, rowEffect } from '../rows/row-term.ts';
import type { LineRow } from '../table/drawn-line.ts';
import { LineTable } from '../table/line-table.ts';
import { RowCodes } from '../table/row-codes.ts';
import type { TableHead } from '../table/tick-cells.ts';
import type { BulkEdit } from './bulk-edit.ts';
import { detailsStyles } from './details-step.styles.ts';
import { FoundProblems, mayBeWrong } from './found-problems.ts';
import { GoingOn } from './going-on.ts';
import { LateParts } from './late-parts.ts';
import { LineToolbar } from './line-toolbar.ts';
import { needsPartyFields, partiesForm } from './parties-form.ts';

/** Khai báo: the invoice party, the recipient of messages, and the licences to renew. */
export class DetailsStep extends StyledElement {
  static readonly tag = 'renewal-details-step';
  static readonly uses = [LineTable];
  static override styles = [tokens, controls, detailsStyles];

  @property({ attribute: false }) signIn!: FormSignIn;
  @property({ attribute: false }) draft!: Draft;
  @property({ attribute: false }) quotes!: QuoteController;
  /** Resolves when chosen customers are in the draft, or could not be added. */
  @property({ attribute: false }) filled!: () => Promise<unknown>;
  /** Changes when the quotes do. */
  @property({ type: Number }) revision = 0;
  /** Resolves once `draft` is the changed one. */
  @property({ attribute: false }) onDraft!: ChangeDraft;
  /** The draft's former states. */
  @property({ attribute: false }) history: History = NO_HISTORY;
  /** Goes one change of the draft back or forth. */
  @property({ attribute: false }) onStep!: (direction: Direction) => Promise<unknown>;
  @property({ attribute: false }) onContinue!: () => void;
  @property({ attribute: false }) onOpenOrder!: (orderId: string) => void;

  @state() attempted = false;
  @state() private expanded: ReadonlySet<number> = new Set();
  @state() notice = '';
  /** Whether it is about something that was not done. */
  @state() private isWarning = false;
  @query('renewal-line-table') table!: LineTable;

  readonly parts = new LateParts(this);
  /** A complete code, with or without its leading zeros, chooses its customer; other text stays, with its error. */
  readonly codes = new RowCodes(this, (key, customer) => this.#choose(key, customer));
  readonly problems = new FoundProblems();
  readonly toolbar = new LineToolbar(this);
  readonly #goingOn = new GoingOn(this);

  protected override willUpdate(changed: PropertyValues): void {
    const { views } = this.parts;
    const { attempted, quotes } = this;
    const resolving = this.codes.rows;
    if (views) this.problems.find(views, this.draft, { quotes, attempted, resolving });
    if (['draft', 'revision', 'expanded', 'attempted'].some((name) => changed.has(name))) {
      const isShown = needsPartyFields(this.draft) || this.expanded.size > 0;
      const isUndoable = this.history.past.length > 0;
      this.parts.load(isShown || isUndoable || attempted || mayBeWrong(this.draft, quotes));
    }
  }

  protected override firstUpdated(): void {
    this.parts.loadWhenIdle();
  }

  #head(): TableHead {
    const { bulk } = this.parts;
    return {
      ticked: bulk?.all ?? 'none',
      onTickAll: () => this.#tick((loaded) => loaded.tickAll()),
      menuOf: (column, name) => bulk?.renderMenu(column, name),
    };
  }

  async #tick(tick: (bulk: BulkEdit) => void): Promise<void> {
    await this.parts.loadNeeded();
    if (this.parts.bulk) tick(this.parts.bulk);
    // Shows the box's true state again, without the parts.
    this.requestUpdate();
  }

  readonly facts = {
    effectOf: (row: DraftRow) => this.effectOf(row),
    quotedOf: (row: DraftRow) => this.quotes.rowOf(row),
  };

  shownRows(): readonly DraftRow[] {
    return this.#shown(this.draft.rows);
  }

  #shown(rows: readonly DraftRow[]): readonly DraftRow[] {
    return this.parts.groups?.shown(rows) ?? rows;
  }

  protected override render(): TemplateResult {
    const { t } = this.signIn;
    const { signIn, draft, attempted, onDraft } = this;
    const { views, groups } = this.parts;
    const problems = attempted ? this.problems.count : 0;
    const summary =
      problems > 0
        ? html`<p class="notice bad">${t('problems', { count: problems })}</p>`
        : nothing;
    return html`<div class="stack">
      ${partiesForm({ signIn, draft, fields: views, attempted, onDraft })}
      <div class="live" role="alert">${summary}${retryNotice(t, this.codes)}${this.#renderFault()}</div>
      <div class="live" role="status">${this.notice ? html`<p class="notice ${this.isWarning ? '' : 'said'}">${this.notice}</p>` : nothing}</div>
      ${groups?.render()}
      <section class="card lines" aria-label=${t('lines')}>
        ${filledRows(draft).length > SEARCHED_ABOVE || this.parts.find?.isInUse ? html`<div class="find">${this.parts.find?.render()}</div>` : nothing}
        <renewal-line-table
          .signIn=${signIn}
          .rows=${this.#shown(draft.rows)}
          .lineOf=${this.#lineOf}
          .head=${this.#head()}
          .late=${views}
          .revision=${{}}
          @keydown=${this.parts.keep}
          @paste=${this.parts.keep}
        ></renewal-line-table>
        ${filledRows(draft).length === 0 ? html`<p class="muted empty">${t('lines.empty')}</p>` : nothing}
        ${this.toolbar.render([this.parts.exports?.renderButton(), this.parts.undo?.renderButtons()])}
        <div class="foot">
          ${this.parts.bulk?.render()}
          ${draftTotals(signIn, this.quotes, draft)}
          <button
            type="button"
            class="primary"
            aria-disabled=${this.#goingOn.isBusy}
            @click=${this.#goingOn.start}
          >
            ${t('continue')}
          </button>
        </div>
      </section>
    </div>`;
  }

  /** The reason why needed parts could not be loaded; a retry also repeats a try to go on. */
  #renderFault(): TemplateResult | typeof nothing {
    const { text, exports } = this.parts;
    const retry = this.attempted ? this.#goingOn.start : () => this.parts.loadNeeded();
    const saving = { text: exports?.text ?? '', retry: () => exports?.retry() };
    return retryNotice(this.signIn.t, { text, retry }, saving);
  }

  /** The row's effect as the server quoted it; until it answers, as the shared rules compute it. */
  effectOf(row: DraftRow): RowEffect | null {
    return rowEffect(this.signIn, row, this.quotes.currentRowOf(row), this.quotes.rowOf(row));
  }

  /** A row that has changed does not show the price of its former state. */
  #amountOf(row: DraftRow): string {
    const { quotes } = this;
    if (quotes.isStale(row)) return quotes.busy ? '…' : '';
    const quoted = quotes.rowOf(row);
    return quoted ? formatDong(quoted.total) : '';
  }

  readonly #lineOf = (row: DraftRow): LineRow => {
    const { signIn, draft, quotes } = this;
    const { key } = row;
    const index = draft.rows.indexOf(row);
    const effect = this.effectOf(row);
    return {
      signIn,
      row,
      index,
      problem: this.problems.rows.get(key),
      amount: this.#amountOf(row),
      effect,
      orderPayer: draft.payer,
      busy: quotes.busy || quotes.fault !== null,
      isOpen: this.expanded.has(key),
      isTicked: this.parts.bulk?.isTicked(key) ?? false,
      marksOf: (column) => this.parts.bulk?.cells.marksOf(row, column) ?? '',
      onTick: (isRange) => this.#tick((bulk) => bulk.tick(key, isRange)),
      ...this.parts.rows?.partsOf(row, effect),
      onChange: (change) => this.change(key, change),
      onChoose: (customer) => this.#choose(key, customer),
      onText: (text) => this.#handleText(key, text),
      onPasteColumn: (...pasted) => this.toolbar.paste(...pasted),
      onToggle: () => this.#toggle(key),
      onRemove: () => this.#removeRow(key, index),
    };
  };

  change(key: number, change: RowChange, typing?: string): Promise<unknown> {
    this.clearNotices();
    return this.onDraft(withRow(key, change), typing && `${key} ${typing}`);
  }

  say(text: string, isWarning = false): void {
    // A live region says only what changes: the same text once more has a space at its end.
    this.notice = text && text === this.notice ? `${text}\u00a0` : text;
    this.isWarning = isWarning;
  }

  clearNotices(): void {
    this.notice = '';
    this.codes.clear();
  }

  hasRoom(): boolean {
    if (this.draft.rows.length < LIMITS.orderLines) return true;
    this.say(this.signIn.t('tooManyRows', { count: LIMITS.orderLines }), true);
    return false;
  }

  turnTo(index: number): void {
    const row = this.draft.rows[index];
    if (row && !this.#shown(this.draft.rows).includes(row)) this.parts.groups?.showAll();
  }

  async open(key: number): Promise<void> {
    this.expanded = new Set([...this.expanded, key]);
    await this.updateComplete;
  }

  #choose(key: number, customer: Customer): Promise<unknown> {
    this.clearNotices();
    // The code typed before and the customer found for it are one change.
    const text = this.draft.rows.find((row) => row.key === key)?.text;
    return this.onDraft(withChosen(key, customer), text && `${key} ${text}`);
  }

  async #handleText(key: number, text: string): Promise<void> {
    const looking = this.codes.lookUp(key, text);
    await this.change(key, () => ({ text, customer: null }), text);
    await looking;
  }

  #toggle(key: number): void {
    const expanded = new Set(this.expanded);
    if (!expanded.delete(key)) expanded.add(key);
    this.expanded = expanded;
  }

  async addRow(): Promise<void> {
    const { rows } = this.draft;
    if (!this.hasRoom()) return;
    const row = emptyRow(rows);
    await this.onDraft((draft) => ({ rows: [...draft.rows, row] }));
    this.parts.groups?.showAll();
    await this.focusRow(row.key);
  }

  async #removeRow(key: number, index: number): Promise<void> {
    const rows = this.draft.rows.filter((row) => row.key !== key);
    const left = rows.length > 0 ? rows : [emptyRow([])];
    if (this.expanded.has(key)) this.#toggle(key);
    this.notice = '';
    await this.onDraft(() => ({ rows: left }));
    // Focus the row now in the removed one's place, or else the last row.
    const shown = this.#shown(left);
    const next = shown.find((row) => left.indexOf(row) >= index) ?? shown.at(-1);
    if (next) await this.focusRow(next.key);
  }

  async focusRow(key: number, selector?: string): Promise<void> {
    await this.updateComplete;
    await this.table.focusRow(key, selector);
  }

  async focusProblem(key: number): Promise<void> {
    await this.parts.rows?.focusProblem(key);
  }

  /** Focuses the first field with a problem. */
  async focusFirstProblem(): Promise<void> {
    this.attempted = true;
    await this.parts.loadNeeded();
    await this.updateComplete;
    await this.parts.rows?.focusFirstProblem();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'renewal-details-step': DetailsStep;
  }
}
