import { type CSSResult, html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { property, query } from 'lit/decorators.js';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import type { FormSignIn } from '../../api/sign-in.ts';
import { controls } from '../../ui/controls.styles.ts';
import { StyledElement } from '../../ui/styled-element.ts';
import { tokens } from '../../ui/tokens.styles.ts';
import type { DraftRow } from '../draft/draft.ts';
import { COLUMNS } from './columns.ts';
import { CustomerCombobox } from './customer-combobox.ts';
import type { LineRow } from './drawn-line.ts';
import { lineHead, lineRow } from './line-row.ts';
import { tableStyles } from './line-table.styles.ts';
import { type Drawn, drawnRows, RowHeights, rowAt } from './row-window.ts';
import type { TableHead } from './tick-cells.ts';

/** A shorter list is drawn whole: it is all there for a browser's search. */
const FEW = 30;
/** Rows are drawn this far beyond what is in sight, in px. */
const BEYOND_PX = 320;
/** The height in sight until the table is laid out, in px. */
const FIRST_SIGHT_PX = 720;

/** What the table gets later: styles of what rows then show, and its keyboard. */
interface LateTable {
  readonly lateStyles: readonly CSSResult[];
  readonly GridKeys: new (host: LineTable) => unknown;
}

/**
 * The order's rows as one grid (ARIA), of which only those in sight are drawn, and the row that has the focus. A row is
 * one line, and a card where the width does not suffice; an open row has its details below.
 */
export class LineTable extends StyledElement {
  static readonly tag = 'renewal-line-table';
  static readonly uses = [CustomerCombobox];
  static override styles = [tokens, controls, tableStyles];

  @property({ attribute: false }) signIn!: FormSignIn;
  @property({ attribute: false }) rows: readonly DraftRow[] = [];
  @property({ attribute: false }) lineOf!: (row: DraftRow) => LineRow;
  @property({ attribute: false }) head!: TableHead;
  /** What is loaded after the table is shown. */
  @property({ attribute: false }) late: LateTable | null = null;
  /** A new value redraws the rows: they show more than `rows` says. */
  @property({ attribute: false }) revision: unknown;

  @query('.scroller') private scroller!: HTMLElement;
  @query('tbody') private body!: HTMLElement;

  readonly #heights = new RowHeights();
  #tops: Float64Array = new Float64Array(1);
  #from = 0;
  #to = 0;
  /** Key of the row with the focus: it stays, wherever one scrolls. */
  #active: number | null = null;
  #width = 0;
  readonly #resizes = new ResizeObserver(() => this.#handleResize());

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('scroll', this.#look, { capture: true, passive: true });
    addEventListener('resize', this.#look);
    this.#resizes.observe(this);
  }

  override disconnectedCallback(): void {
    removeEventListener('scroll', this.#look, { capture: true });
    removeEventListener('resize', this.#look);
    this.#resizes.disconnect();
    super.disconnectedCallback();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('late') && this.late) this.addStyles(this.late.lateStyles);
    this.#tops = this.#heights.tops(this.rows.map(({ key }) => key));
    [this.#from, this.#to] = this.#inSight();
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('late') && this.late) new this.late.GridKeys(this);
    const drawn = new Map<number, number>();
    for (const line of this.body.querySelectorAll<HTMLElement>('.line')) {
      drawn.set(Number(line.dataset.key), line.getBoundingClientRect().height);
    }
    // Nothing has a height while the page hides it.
    if (this.scroller.clientHeight > 0 && this.#heights.take(drawn)) this.requestUpdate();
  }

  protected override render(): TemplateResult {
    const { signIn, rows } = this;
    const kept = rows.findIndex(({ key }) => key === this.#active);
    const drawn = drawnRows(rows, this.#tops, this.#from, this.#to, kept < 0 ? [] : [kept]);
    const places = new Map(rows.map(({ key }, place) => [key, place]));
    return html`<div class="scroller" @scroll=${this.#look}>
      <table
        role="grid"
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

  /** How many rows are in sight, at least one. */
  get rowsInSight(): number {
    const [top, bottom] = this.#sight();
    return Math.max(1, rowAt(this.#tops, bottom) - rowAt(this.#tops, top) - 1);
  }

  /** A row's element, drawn first if it is not in sight; null if there is no such row. */
  async draw(key: number): Promise<HTMLElement | null> {
    const find = () => this.body.querySelector<HTMLElement>(`[data-key="${key}"]`);
    const drawn = find();
    if (drawn) return drawn;
    this.#active = key;
    this.requestUpdate();
    await this.updateComplete;
    return find();
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
    field?.scrollIntoView({ block: 'nearest' });
  }

  /** Indexes of the first and the last row to draw. */
  #inSight(): [from: number, to: number] {
    const { length } = this.rows;
    if (length <= FEW) return [0, length - 1];
    const [top, bottom] = this.#sight();
    return [rowAt(this.#tops, top - BEYOND_PX), rowAt(this.#tops, bottom + BEYOND_PX)];
  }

  /** The part of the rows that can be seen, as distances from the first row's top. */
  #sight(): [top: number, bottom: number] {
    if (!this.hasUpdated) return [0, FIRST_SIGHT_PX];
    const { top } = this.body.getBoundingClientRect();
    const scroller = this.scroller.getBoundingClientRect();
    const from = Math.max(0, scroller.top) - top;
    return [from, Math.max(from, Math.min(innerHeight, scroller.bottom) - top)];
  }

  readonly #look = (): void => {
    if (!this.hasUpdated) return;
    const [top, bottom] = this.#sight();
    const last = this.rows.length - 1;
    const isDrawn =
      (this.#from === 0 || (this.#tops[this.#from] ?? 0) < top - BEYOND_PX / 4) &&
      (this.#to >= last || (this.#tops[this.#to + 1] ?? 0) > bottom + BEYOND_PX / 4);
    if (!isDrawn) this.requestUpdate();
  };

  #handleResize(): void {
    const { clientWidth } = this;
    if (clientWidth !== this.#width) {
      this.#width = clientWidth;
      this.#heights.clear();
      this.requestUpdate();
    } else this.#look();
  }

  #handleFocus(event: FocusEvent): void {
    const line = (event.target as Element).closest<HTMLElement>('.line');
    if (line) this.#active = Number(line.dataset.key);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'renewal-line-table': LineTable;
  }
}
