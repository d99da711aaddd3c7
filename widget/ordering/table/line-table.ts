import { type CSSResult, html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { property, query } from 'lit/decorators.js';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import type { FormSignIn } from '../../api/sign-in.ts';
import { controls } from '../../ui/controls.styles.ts';
import { StyledElement } from '../../ui/styled-element.ts';
import { tokens } from '../../ui/theme/tokens.styles.ts';
import type { DraftRow } from '../draft/draft.ts';
import { COLUMNS } from './columns.ts';
import { CustomerCombobox } from './customer-combobox.ts';
import type { LineRow } from './drawn-line.ts';
import { cardStyles } from './line-cards.styles.ts';
import { lineHead, lineRow } from './line-row.ts';
import { tableStyles } from './line-table.styles.ts';
import { RowSight } from './row-sight.ts';
import { type Drawn, drawnRows } from './row-window.ts';
import type { TableHead } from './tick-cells.ts';

/** Later parts of the table: styles of things that rows show only then, and its keyboard. */
interface LateTable {
  readonly lateStyles: readonly CSSResult[];
  readonly GridKeys: new (host: LineTable) => unknown;
}

/**
 * The order's rows as one grid (ARIA), of which only those in sight are drawn, and the row with the focus. A row is one
 * line, or a card where the width does not suffice; an open row has its details below.
 */
export class LineTable extends StyledElement {
  static readonly tag = 'renewal-line-table';
  static readonly uses = [CustomerCombobox];
  static override styles = [tokens, controls, tableStyles, cardStyles];

  @property({ attribute: false }) signIn!: FormSignIn;
  @property({ attribute: false }) rows: readonly DraftRow[] = [];
  @property({ attribute: false }) lineOf!: (row: DraftRow) => LineRow;
  @property({ attribute: false }) head!: TableHead;
  /** Modules that are loaded after the table is shown. */
  @property({ attribute: false }) late: LateTable | null = null;
  /** Incremented to redraw the rows, which show more than `rows` contains. */
  @property({ attribute: false }) revision: unknown;

  @query('.scroller') scroller!: HTMLElement;
  @query('tbody') body!: HTMLElement;

  readonly sight = new RowSight(this);
  /** Key of the row that had the focus last, or of the first: it stays, as a cell of it is in the tab order. */
  active: number | null = null;

  get rowKeys(): readonly number[] {
    return this.rows.map(({ key }) => key);
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('late') && this.late) this.addStyles(this.late.lateStyles);
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('late') && this.late) new this.late.GridKeys(this);
  }

  protected override render(): TemplateResult {
    const { signIn, rows } = this;
    const kept = Math.max(
      0,
      rows.findIndex(({ key }) => key === this.active),
    );
    this.active = rows[kept]?.key ?? null;
    const { tops, from, to, look } = this.sight;
    const drawn = drawnRows(rows, tops, from, to, [kept]);
    const places = new Map(rows.map(({ key }, place) => [key, place]));
    return html`<div class="scroller" @scroll=${look}>
      <table
        role="grid"
        aria-multiselectable="true"
        aria-label=${signIn.t('lines')}
        aria-rowcount=${rows.length + 1}
        aria-colcount=${COLUMNS.length}
        @focusin=${this.#handleFocus}
      >
        ${lineHead(signIn, this.head)}
        <tbody role="rowgroup">
          ${repeat(
            drawn,
            ({ key }) => key,
            (each) => this.#renderDrawn(each, places),
          )}
        </tbody>
      </table>
    </div>`;
  }

  #renderDrawn(drawn: Drawn<DraftRow>, places: ReadonlyMap<number, number>): unknown {
    if ('row' in drawn) {
      const { row } = drawn;
      const place = places.get(row.key) ?? 0;
      // Scrolling draws the rows that come into sight, and leaves the others.
      return guard([this.revision, row, place], () => lineRow(this.lineOf(row), place));
    }
    return html`<tr role="none" class="gap" .style=${`height:${drawn.gap}px`}></tr>`;
  }

  /** A row's element, drawn first if it is not in sight; null if there is no such row. */
  async draw(key: number): Promise<HTMLElement | null> {
    const drawn = this.drawnRow(key);
    if (drawn) return drawn;
    this.active = key;
    this.requestUpdate();
    await this.updateComplete;
    return this.drawnRow(key);
  }

  /** A row's element; null if it is not drawn. A selector would go through all the cells, with every key. */
  drawnRow(key: number | null): HTMLElement | null {
    const rows = [...this.body.children] as HTMLElement[];
    return rows.find(({ dataset }) => dataset.key === String(key)) ?? null;
  }

  /** Focuses a field of a row, drawn or not; if the row has no such field, the customer's. */
  async focusRow(key: number, selector = 'renewal-customer-combobox'): Promise<void> {
    await this.updateComplete;
    const line = await this.draw(key);
    const field =
      line?.querySelector<HTMLElement>(selector) ??
      line?.querySelector<HTMLElement>('renewal-customer-combobox');
    if (field instanceof LitElement) await field.updateComplete;
    field?.focus({ preventScroll: true });
    // Includes its problem, which stands below the field.
    line?.scrollIntoView({ block: 'nearest' });
    field?.scrollIntoView({ block: 'nearest' });
  }

  #handleFocus(event: FocusEvent): void {
    const line = (event.target as Element).closest<HTMLElement>('.line');
    if (line) this.active = Number(line.dataset.key);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'renewal-line-table': LineTable;
  }
}
