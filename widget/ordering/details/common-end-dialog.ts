import { css, html, nothing, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { type CalendarDate, formatDate } from '../../../shared/calendar-date.ts';
import type { SignIn } from '../../api/sign-in.ts';
import { allControls } from '../../ui/all-controls.styles.ts';
import { dateField } from '../../ui/date-field.ts';
import { showModal } from '../../ui/show-modal.ts';
import { StyledElement } from '../../ui/styled-element.ts';
import { tokens } from '../../ui/theme/tokens.styles.ts';
import { type Draft, type DraftChange, type DraftRow, filledRows } from '../draft/draft.ts';
import { shownProduct } from '../rows/plan-of-row.ts';
import { planOf } from '../rows/row-term.ts';
import { commonRange, type EndableRow, endableRows, fits } from './common-end.ts';

/** The most rows named; an ellipsis stands for the rest. */
const NAMED_ROWS = 10;

/** Đồng hạn: gives the chosen rows one end date, and names the rows that can't have it. */
export class CommonEndDialog extends StyledElement {
  static readonly tag = 'renewal-common-end-dialog';
  static override styles = [
    tokens,
    allControls,
    css`
      fieldset {
        min-width: 0;
        max-height: 240px;
        margin: 0;
        padding: 4px 12px;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        overflow: auto;
      }
      legend {
        padding-inline: 4px;
        font-weight: 600;
      }
      .choice {
        padding-block: 5px;
      }
      summary {
        cursor: pointer;
      }
      ul {
        margin: 4px 0 0;
        padding-inline-start: 20px;
      }
    `,
  ];

  @property({ attribute: false }) signIn!: SignIn;
  @property({ attribute: false }) draft!: Draft;
  /** The rows to choose from, by key; null: all. */
  @property({ attribute: false }) keys: ReadonlySet<number> | null = null;
  @property({ attribute: false }) onDraft!: (change: DraftChange) => unknown;
  /** Announces the result. */
  @property({ attribute: false }) onSay!: (text: string) => void;

  @state() private date: CalendarDate = '';
  @state() private attempted = false;
  /** The rows that keep their own end, by key. */
  @state() private left: ReadonlySet<number> = new Set();
  @query('dialog') private dialog!: HTMLDialogElement;
  @query('#date') private dateInput!: HTMLInputElement | null;

  async show(): Promise<void> {
    this.attempted = false;
    this.left = new Set();
    this.date = commonRange(this.#endable.rows)?.proposed ?? '';
    await this.updateComplete;
    showModal(this.dialog);
    this.dateInput?.focus();
  }

  get #endable() {
    const { keys } = this;
    const rows = filledRows(this.draft).filter(({ key }) => keys === null || keys.has(key));
    return endableRows(this.signIn, rows);
  }

  protected override render(): TemplateResult {
    const { t } = this.signIn;
    const { rows, others } = this.#endable;
    const range = commonRange(rows);
    const hasEnds = rows.some(({ row }) => row.until !== null);
    return html`<dialog aria-labelledby="title">
      <form method="dialog" class="stack" novalidate @submit=${this.#handleSubmit}>
        <h2 id="title" tabindex="-1">${t('commonEnd')}</h2>
        <p class="muted">${t(range ? 'commonEnd.text' : 'commonEnd.none')}</p>
        ${range ? this.#renderFields(rows, range) : nothing}
        ${range && others.length > 0 ? this.#renderOthers(others) : nothing}
        <div class="row">
          ${hasEnds ? html`<button type="button" @click=${this.#undo}>${t('commonEnd.undo')}</button>` : nothing}
          <button type="button" class="end" @click=${() => this.dialog.close()}>${t('close')}</button>
          ${
            range
              ? html`<button class="primary">
                ${this.date ? t('commonEnd.do', { date: formatDate(this.date) }) : t('commonEnd')}
              </button>`
              : nothing
          }
        </div>
      </form>
    </dialog>`;
  }

  #renderFields(
    rows: readonly EndableRow[],
    range: { from: CalendarDate; until: CalendarDate },
  ): TemplateResult {
    const { t } = this.signIn;
    const { from, until } = range;
    const outside = this.date ? this.#chosen(rows).filter((row) => !fits(row, this.date)) : [];
    return html`${dateField({
      t,
      id: 'date',
      label: t('commonEnd.date'),
      value: this.date,
      min: from,
      max: until,
      hint: t('commonEnd.range', { from: formatDate(from), until: formatDate(until) }),
      error: this.attempted ? this.#error(rows) : '',
      onInput: (date) => {
        this.date = date;
      },
    })}
      <fieldset>
        <legend>${t('commonEnd.rows', { count: this.#chosen(rows).length, of: rows.length })}</legend>
        ${rows.map((each) => this.#renderChoice(each))}
      </fieldset>
      <div role="status">
        ${outside.length > 0 ? html`<p class="notice">${this.#outsideText(outside)}</p>` : nothing}
      </div>`;
  }

  #renderChoice({ row }: EndableRow): TemplateResult {
    return html`<label class="choice">
      <input
        type="checkbox"
        .checked=${!this.left.has(row.key)}
        @change=${() => this.#toggle(row.key)}
      />
      <span translate="no">${this.#nameOf(row)}</span>
    </label>`;
  }

  /** The rows that take no end date: their number, and their names on request. */
  #renderOthers(others: readonly DraftRow[]): TemplateResult {
    return html`<details class="muted">
      <summary>${this.signIn.t('commonEnd.notSold', { count: others.length })}</summary>
      <ul translate="no">
        ${this.#named(others).map((name) => html`<li>${name}</li>`)}
      </ul>
    </details>`;
  }

  #toggle(key: number): void {
    const left = new Set(this.left);
    if (!left.delete(key)) left.add(key);
    this.left = left;
  }

  #chosen(rows: readonly EndableRow[]): EndableRow[] {
    return rows.filter(({ row }) => !this.left.has(row.key));
  }

  /** The reason why no chosen row can end on the date; empty when at least one can. */
  #error(rows: readonly EndableRow[]): string {
    const { t } = this.signIn;
    const chosen = this.#chosen(rows);
    if (this.date !== '' && chosen.length === 0) return t('commonEnd.noRow');
    const isRight = chosen.some((row) => fits(row, this.date));
    return isRight ? '' : t('field.INVALID');
  }

  #outsideText(outside: readonly EndableRow[]): string {
    const names = this.#named(outside.map(({ row }) => row)).join('; ');
    return this.signIn.t('commonEnd.outside', { count: outside.length, names });
  }

  #handleSubmit(event: SubmitEvent): void {
    event.preventDefault();
    this.attempted = true;
    const { rows, others } = this.#endable;
    if (this.#error(rows)) {
      this.dateInput?.focus();
      return;
    }
    const { t } = this.signIn;
    const { date } = this;
    const chosen = this.#chosen(rows);
    const changed = new Set(chosen.filter((row) => fits(row, date)).map(({ row }) => row.key));
    const outside = chosen.filter(({ row }) => !changed.has(row.key));
    const said = [t('commonEnd.done', { count: changed.size, date: formatDate(date) })];
    if (outside.length > 0) said.push(this.#outsideText(outside));
    if (others.length > 0) {
      said.push(`${t('commonEnd.notSold', { count: others.length })}.`);
    }
    this.#setEnds((row) => (changed.has(row.key) ? date : row.until), said.join(' '));
  }

  readonly #undo = (): void => {
    const { keys } = this;
    this.#setEnds((row) => (keys === null || keys.has(row.key) ? null : row.until), '');
  };

  #setEnds(untilOf: (row: DraftRow) => CalendarDate | null, said: string): void {
    this.dialog.close();
    void this.onDraft(({ rows }) => ({
      rows: rows.map((row) => ({ ...row, until: untilOf(row) })),
    }));
    this.onSay(said);
  }

  #nameOf(row: DraftRow): string {
    const { signIn } = this;
    // One customer may have several rows.
    const sold = shownProduct(signIn, row) || planOf(signIn, row)?.name[signIn.locale];
    const name = row.customer?.name ?? '';
    return sold ? `${name} – ${sold}` : name;
  }

  #named(rows: readonly DraftRow[]): string[] {
    const named = rows.slice(0, NAMED_ROWS).map((row) => this.#nameOf(row));
    return rows.length > NAMED_ROWS ? [...named, '…'] : named;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'renewal-common-end-dialog': CommonEndDialog;
  }
}
