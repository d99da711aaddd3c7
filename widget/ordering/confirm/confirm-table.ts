import { css, html, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { formatDate } from '../../../shared/calendar-date.ts';
import { formatDong } from '../../../shared/money.ts';
import { foldText } from '../../../shared/search-text.ts';
import { type TermColumn, termColumn } from '../../../shared/term-text.ts';
import type { SignIn } from '../../api/sign-in.ts';
import { nameAmong } from '../../payment/line-name.ts';
import { allControls } from '../../ui/all-controls.styles.ts';
import { customerSearch, foundRows } from '../../ui/customer-search.ts';
import { wideListStyles } from '../../ui/list.styles.ts';
import { PAGE, pager } from '../../ui/pager.ts';
import { PrintedWhole, printedStyles } from '../../ui/printed-whole.ts';
import { remarkBadges, remarkStyles } from '../../ui/remarks.ts';
import { SEARCHED_ABOVE } from '../../ui/searched-above.ts';
import { sortHeads } from '../../ui/sort-heads.styles.ts';
import { StyledElement } from '../../ui/styled-element.ts';
import { tokens } from '../../ui/theme/tokens.styles.ts';
import { type Draft, type DraftRow, filledRows, payerOf } from '../draft/draft.ts';
import { licenseOf } from '../draft/row-license.ts';
import type { QuoteController } from '../quote/quote-controller.ts';
import { searchRows, sortRows } from '../rows/found-rows.ts';
import { planOfRow } from '../rows/plan-of-row.ts';
import { rowNotes } from '../rows/row-notes.ts';
import { type RowEffect, rowEffect } from '../rows/row-term.ts';
import { termOfRow } from './row-facts.ts';

const COLUMNS = [
  'customer',
  'plan',
  'term',
  'payer',
  'presentExpiry',
  'newExpiry',
  'amount',
] as const;
type Column = (typeof COLUMNS)[number];

/** The rows to check, each with its plan, term, payer, expiries and price; searched, sorted, and opened by a press. */
export class ConfirmTable extends StyledElement {
  static readonly tag = 'renewal-confirm-table';
  static override styles = [
    tokens,
    allControls,
    wideListStyles,
    sortHeads,
    remarkStyles,
    printedStyles,
    css`
      .search input {
        max-width: 340px;
      }
      tbody tr {
        cursor: pointer;
      }
      tbody tr:hover {
        background: var(--sunken);
      }
      .when {
        white-space: nowrap;
      }
      .note {
        display: block;
        font-size: 13px;
      }
      @container (min-width: 1041px) {
        th,
        td {
          padding-inline: 10px;
        }
        /* Names take what the others leave: a plan may have the two lines that a name and its code have. */
        td.main {
          width: 99%;
        }
        td.plan {
          min-width: 160px;
        }
        td.payer {
          white-space: nowrap;
        }
      }
      @container (min-width: 1280px) {
        td.main {
          width: auto;
        }
        td.plan {
          min-width: 220px;
        }
      }
      /* Cards: customer and amount, then the term, with each label above its value. */
      @container (max-width: 1040px) {
        tr {
          grid-template-columns: 1fr 1fr;
        }
        td[data-label]::before {
          content: attr(data-label);
          display: block;
        }
      }
      @container (max-width: 559px) {
        td:is(.payer, .number)[data-label] {
          display: block;
          grid-column: auto;
          order: 1;
        }
      }
      @container (min-width: 560px) and (max-width: 1040px) {
        tr {
          grid-template-columns: 3fr 2fr 2fr 2fr 2fr;
        }
        td.main {
          grid-column: 1 / span 4;
        }
        td.number[data-label] {
          display: block;
          grid-area: 1 / 5;
          text-align: end;
        }
        td.number[data-label]::before {
          content: none;
        }
      }
    `,
  ];

  @property({ attribute: false }) signIn!: SignIn;
  @property({ attribute: false }) draft!: Draft;
  @property({ attribute: false }) quotes!: QuoteController;
  /** Changes when the quotes do. */
  @property({ type: Number }) revision = 0;
  /** Shows everything about a row. */
  @property({ attribute: false }) onShow!: (row: DraftRow) => unknown;

  @state() private page = 0;
  @state() private search = '';
  /** Null: the order form's order. */
  @state() private sort: { by: Column; descending: boolean } | null = null;

  readonly #printed = new PrintedWhole(this, () => this.performUpdate());

  protected override render(): TemplateResult {
    const { t } = this.signIn;
    const rows = filledRows(this.draft);
    const term = termColumn(
      t,
      rows.map((row) => termOfRow(this.signIn, row)),
    );
    const found = this.#sorted(searchRows(rows, this.search));
    const page = Math.min(this.page, Math.max(0, Math.ceil(found.length / PAGE) - 1));
    return html`${rows.length > SEARCHED_ABOVE ? this.#renderSearch() : nothing}
      <table aria-label=${t('lines')}>
        <thead>
          <tr>${COLUMNS.map((column) => this.#renderHead(column, term))}</tr>
        </thead>
        <tbody>${this.#printed.pageOf(found, page).map((row) => this.#renderRow(row, term))}</tbody>
      </table>
      ${foundRows(t, found.length, rows.length)}
      ${pager(t, found.length, page, (turned) => {
        this.page = turned;
      })}`;
  }

  #renderSearch(): TemplateResult {
    return html`<div class="search">
      ${customerSearch(this.signIn.t, this.search, (search) => {
        this.search = search;
        this.page = 0;
      })}
    </div>`;
  }

  #renderHead(column: Column, term: TermColumn): TemplateResult {
    const order =
      this.sort?.by !== column ? 'none' : this.sort.descending ? 'descending' : 'ascending';
    return html`<th class=${column === 'amount' ? 'number' : ''} aria-sort=${order}>
      <button type="button" @click=${() => this.#sortBy(column)}>${this.#nameOf(column, term)}</button>
    </th>`;
  }

  #nameOf(column: Column, term: TermColumn): string {
    if (column === 'term') return term.name;
    return this.signIn.t(column === 'payer' ? 'payer' : `term.${column}`);
  }

  /** First upwards, then downwards, then as in the order form again. */
  #sortBy(by: Column): void {
    const { sort } = this;
    if (sort?.by !== by) this.sort = { by, descending: false };
    else this.sort = sort.descending ? null : { by, descending: true };
    this.page = 0;
  }

  #sorted(rows: readonly DraftRow[]): readonly DraftRow[] {
    const { sort } = this;
    if (sort === null) return rows;
    return sortRows(rows, (row) => this.#valueOf(row, sort.by), sort.descending);
  }

  #valueOf(row: DraftRow, column: Column): string | number {
    switch (column) {
      case 'customer':
        return foldText(row.customer?.name ?? '');
      case 'plan':
        return foldText(planOfRow(this.signIn, row, this.#effectOf(row)));
      case 'term':
        return row.firstFiscalYear * 10 + row.years;
      case 'payer':
        return payerOf(this.draft, row);
      case 'presentExpiry':
        return this.#presentExpiryOf(row);
      case 'newExpiry':
        return this.#effectOf(row)?.newExpiry ?? '';
      case 'amount':
        return this.quotes.rowOf(row)?.total ?? 0;
    }
  }

  #effectOf(row: DraftRow): RowEffect | null {
    return rowEffect(this.signIn, row, this.quotes.rowOf(row));
  }

  #presentExpiryOf(row: DraftRow): string {
    return this.quotes.rowOf(row)?.presentExpiry ?? licenseOf(row)?.expiry ?? '';
  }

  #renderRow(row: DraftRow, term: TermColumn): TemplateResult {
    const { t } = this.signIn;
    const { customer } = row;
    const quoted = this.quotes.rowOf(row);
    const effect = this.#effectOf(row);
    const plan = planOfRow(this.signIn, row, effect);
    const name = nameAmong(row, this.draft.rows, () => plan);
    // It has a column of its own, and so no note.
    const payer = payerOf(this.draft, row);
    const date = (value: string | undefined) => (value ? formatDate(value) : '–');
    return html`<tr @click=${() => this.onShow(row)}>
      <td class="main" role="rowheader">
        <button type="button" class="link" aria-haspopup="dialog" aria-label=${name}>
          <span translate="no">${customer?.name}</span>
        </button>
        <div class="muted" translate="no">${customer?.taxCode}</div>
        ${rowNotes(t, { payer }, row)} ${effect ? remarkBadges(this.signIn, effect) : nothing}
      </td>
      <td class="plan" data-label=${t('term.plan')} translate="no">${plan}</td>
      <td data-label=${term.name} translate="no">${term.textOf(termOfRow(this.signIn, row))}</td>
      <td class="payer" data-label=${t('payer')}>${t(`payer.${payer}`)}</td>
      <td class="when" data-label=${t('term.presentExpiry')} translate="no">${date(this.#presentExpiryOf(row))}</td>
      <td class="when" data-label=${t('term.newExpiry')} translate="no">${date(effect?.newExpiry)}</td>
      <td class="number" data-label=${t('term.amount')} translate="no">${quoted ? formatDong(quoted.total) : '–'}</td>
    </tr>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'renewal-confirm-table': ConfirmTable;
  }
}
