import type { LitElement, ReactiveController } from 'lit';
import { taxCodeCandidates } from '../../../shared/tax-code.ts';
import { type FormSignIn, type SignIn, saysAll } from '../../api/sign-in.ts';
import { pastedRows, pastedTable } from '../../ui/spreadsheet/cells.ts';
import type { ChangeDraft, Draft, DraftChange, DraftRow } from '../draft/draft.ts';
import { rowChanges } from '../draft/row-changes.ts';
import type { Pasted } from '../paste/pasted.ts';
import { quotedCells } from '../paste/pasted-table.ts';
import { moveOf } from '../table/grid-moves.ts';
import type { LineTable } from '../table/line-table.ts';
import { type Cell, cellIn, focusPath, isTextField } from './cell-at.ts';
import { CellPointer } from './cell-pointer.ts';
import { type CellPlace, type CellRange, movedBy } from './cell-range.ts';
import {
  CELL_COLUMNS,
  cellText,
  type PastedCells,
  type Pasting,
  type RowFacts,
  withPasted,
} from './cells.ts';
import { ChosenCells } from './chosen-cells.ts';

export interface CellEditHost extends LitElement {
  readonly signIn: FormSignIn;
  readonly draft: Draft;
  onDraft: ChangeDraft;
  say(text: string, isWarning?: boolean): void;
  /** The rows that the table shows. */
  shownRows(): readonly DraftRow[];
  readonly facts: RowFacts;
  readonly table: LineTable;
  /** Adds the customers whose codes are in a text. */
  readonly toolbar: { paste(...pasted: Pasted): unknown };
}

interface CellEditOptions {
  tickedRows(): readonly DraftRow[];
}

const MOVING = /^(Arrow|Home|End|Page)/;
const LEAVING = /^(Arrow|Home|End|Page|Enter|Escape|Tab|F2|.$)/;

/** Copy, paste and fill in the table, as in a spreadsheet: of a range, ticked rows, or a cell. */
export class CellEdit implements ReactiveController {
  readonly #host: CellEditHost;
  readonly #options: CellEditOptions;
  /** The range's size, for screen readers: others see the range, and a notice would move it. */
  said = '';
  readonly #chosen = new ChosenCells();

  constructor(host: CellEditHost, options: CellEditOptions) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
    host.addEventListener('keydown', (event) => this.#handleKeydown(event), { capture: true });
    new CellPointer(host, {
      chosen: this.#chosen,
      focused: () => this.#focusedCell(),
      choose: (from, end) => this.#choose(from, end),
      forget: this.#forgetRange,
      fill: (range, rows) => this.#fill(range, rows),
    });
  }

  hostConnected(): void {
    // Without selected text, some browsers send these events to the page's body.
    document.addEventListener('copy', this.#handleCopy);
    document.addEventListener('paste', this.#handlePaste);
  }

  hostDisconnected(): void {
    document.removeEventListener('copy', this.#handleCopy);
    document.removeEventListener('paste', this.#handlePaste);
  }

  /** Classes of a cell in the range, or in the rows that are about to be filled from it. */
  marksOf(row: DraftRow, column: string): string {
    return this.#chosen.marksOf(row, column);
  }

  /** The range with the rows as they are now; null without one. */
  get #range(): CellRange | null {
    return this.#chosen.of(this.#host.shownRows());
  }

  readonly #handleCopy = (event: ClipboardEvent): void => {
    const { signIn } = this.#host;
    const cell = this.#focusedCell();
    const isText = getSelection()?.isCollapsed === false;
    if (!cell || isText || !saysAll(signIn) || !event.clipboardData) return;
    const { rows, columns } = this.#copied(cell);
    const texts = this.#texts(signIn, rows, columns);
    event.clipboardData.setData('text/plain', pastedRows(texts));
    event.clipboardData.setData('text/html', pastedTable(texts, columns.indexOf('code')));
    event.preventDefault();
    this.#host.say(signIn.t('cells.copied', { count: rows.length }));
  };

  #copied({ row, place }: Cell): CellRange {
    if (this.#range) return this.#range;
    const ticked = this.#options.tickedRows();
    if (ticked.length > 0) return { rows: ticked, columns: CELL_COLUMNS };
    return { rows: [row], columns: place ? [place.column] : CELL_COLUMNS };
  }

  readonly #handlePaste = (event: ClipboardEvent): void => {
    const copied = (type: string) => event.clipboardData?.getData(type);
    if (this.paste(copied('text/plain') ?? '', copied('text/html'))) event.preventDefault();
  };

  /** Pastes at the cell with the focus. @returns false where there is none */
  paste(text: string, asHtml?: string): boolean {
    const { signIn } = this.#host;
    const cell = this.#focusedCell();
    if (!cell?.place || text.trim() === '' || !saysAll(signIn)) return false;
    const cells = quotedCells(text.replace(/(\r\n?|\n)$/, '')).map((line) => line.cells);
    const { column } = cell.place;
    const isOfNames = column === 'name' && cells.every(({ length }) => length === 1);
    const target =
      column === 'code' ? this.#rowsOfCodes(cells) : isOfNames ? null : this.#target(cell, cells);
    if (!target) void this.#host.toolbar.paste(text, asHtml);
    else void this.#takePasted(signIn, target);
    return true;
  }

  /** From the cell on, down and to the right; a single value goes to all of the range, or to all ticked rows. */
  #target({ row, place, columns }: Cell, cells: readonly (readonly string[])[]): Pasting {
    const shown = this.#host.shownRows();
    const below = shown.slice(shown.indexOf(row));
    const right = columns.slice(columns.indexOf(place?.column ?? 'code'));
    const isSingle = cells.length === 1 && cells[0]?.length === 1;
    if (!isSingle) return { rows: below, columns: right, cells };
    const ticked = this.#options.tickedRows();
    const column = right.slice(0, 1);
    const range = this.#range ?? { rows: ticked.includes(row) ? ticked : [row], columns: column };
    const [value = ''] = cells[0] ?? [];
    const all = range.rows.map(() => range.columns.map(() => value));
    return { ...range, cells: all };
  }

  /**
   * Copied rows that were changed in a spreadsheet return to the rows of their codes, whose zeros it may have stripped.
   * Null where a line has no such row, or its customer has several.
   */
  #rowsOfCodes(cells: readonly (readonly string[])[]): Pasting | null {
    if (cells.every((line) => line.length < 3)) return null;
    const byCode = Map.groupBy(this.#host.shownRows(), (row) => row.customer?.taxCode);
    const found = cells.flatMap(([text = '']) => {
      const code = taxCodeCandidates(text).find((each) => byCode.has(each));
      const rows = code === undefined ? [] : (byCode.get(code) ?? []);
      return rows.length === 1 ? rows : [];
    });
    const isWhole = found.length === cells.length && new Set(found).size === found.length;
    return isWhole ? { rows: found, columns: CELL_COLUMNS, cells } : null;
  }

  /** People write "24 tháng" or "KH tự trả": the import reads such words, and is loaded for them. */
  async #takePasted(signIn: SignIn, pasting: Pasting): Promise<void> {
    const host = this.#host;
    const pasted = withPasted(signIn, host.draft, pasting);
    if (pasted.unread === 0) return await this.#take(signIn, pasted);
    const reader = await import('../import/reading/recognised-for.ts').catch(() => null);
    // Rows may have changed meanwhile.
    const now = new Map(host.draft.rows.map((row) => [row.key, row]));
    const rows = pasting.rows.map((row) => now.get(row.key) ?? row);
    const { draft } = host;
    await this.#take(signIn, withPasted(signIn, draft, { ...pasting, rows }, reader?.withValues));
  }

  async #take(signIn: SignIn, { change, unread, beyond }: PastedCells): Promise<void> {
    await this.change(signIn, change, [
      unread > 0 && signIn.t('cells.unread', { count: unread }),
      beyond > 0 && signIn.t('cells.beyond', { count: beyond }),
    ]);
  }

  /** Changes rows, and says how many have changed. */
  async change({ t }: SignIn, change: DraftChange, notes: (string | false)[]): Promise<void> {
    const host = this.#host;
    const { draft: before } = host;
    await host.onDraft(change);
    const { changed } = rowChanges(before, host.draft);
    const warnings = notes.filter(Boolean);
    const said = [t('bulk.changed', { count: changed }), ...warnings].join(' ');
    host.say(said, warnings.length > 0);
  }

  #handleKeydown(event: KeyboardEvent): void {
    const { ctrlKey, metaKey, altKey, shiftKey, key } = event;
    const cell = this.#focusedCell();
    if (!cell?.place || altKey) return;
    const isCommand = ctrlKey || metaKey;
    if (key === 'Escape' && this.#range) {
      event.stopPropagation();
      // A `<dialog>` around us would close.
      event.preventDefault();
    }
    // Called when the focus goes to another cell, or into this one.
    if (!shiftKey && (isCommand ? MOVING : LEAVING).test(key)) this.#forgetRange();
    if (isCommand && key.toLowerCase() === 'd') this.#fillDown(cell);
    else if (!shiftKey || !this.#extend(cell, event)) return;
    // The browser would add a bookmark, and the table move the focus.
    event.preventDefault();
    event.stopPropagation();
  }

  /** Moves the range's other corner; only from a cell, since in a field the keys edit the text. */
  #extend(cell: Cell, event: KeyboardEvent): boolean {
    const { place, columns } = cell;
    const { key, ctrlKey, metaKey, altKey } = event;
    const { table } = this.#host;
    const move = moveOf({ key, ctrlKey, metaKey, altKey, shiftKey: false });
    if (!place || !move || !(event.composedPath()[0] instanceof HTMLTableCellElement)) return false;
    const from = this.#chosen.end ?? place;
    const end = movedBy(move, from, this.#host.shownRows(), columns, table.sight.rowsInSight);
    this.#choose(cell, end);
    revealRow(table, end.key);
    return true;
  }

  #choose({ place, columns }: Cell, end: CellPlace): void {
    const { signIn } = this.#host;
    if (!place || !saysAll(signIn)) return;
    const range = this.#chosen.choose(place, end, this.#host.shownRows(), columns);
    const size = { rows: range.rows.length, columns: range.columns.length };
    this.said = signIn.t('cells.range', size);
    this.#host.requestUpdate();
  }

  readonly #forgetRange = (): void => {
    if (!this.#chosen.forget()) return;
    this.said = '';
    this.#host.requestUpdate();
  };

  /** Repeats a range over the rows below or above it, the nearest first, which the range then has too. */
  #fill(range: CellRange, rows: readonly DraftRow[]): void {
    const { signIn } = this.#host;
    const shown = this.#host.shownRows();
    const [nearest] = rows;
    const [first] = range.rows;
    if (!nearest || !first || !saysAll(signIn)) return;
    const isUp = shown.indexOf(nearest) < shown.indexOf(first);
    const lines = this.#texts(signIn, isUp ? range.rows.toReversed() : range.rows, range.columns);
    const cells = rows.map((_, index) => lines[index % lines.length] ?? []);
    const { columns } = range;
    this.#chosen.grow(range, rows, isUp);
    void this.#take(signIn, withPasted(signIn, this.#host.draft, { rows, columns, cells }));
  }

  #texts(signIn: SignIn, rows: CellRange['rows'], columns: CellRange['columns']): string[][] {
    const { draft, facts } = this.#host;
    return rows.map((row) => columns.map((column) => cellText(signIn, draft, row, column, facts)));
  }

  /** From the first row of the range, or of the ticked ones, to the others; without either, from the row above. */
  #fillDown({ row, place }: Cell): void {
    const { signIn, draft } = this.#host;
    const ticked = this.#options.tickedRows();
    const shown = this.#host.shownRows();
    const isTicked = ticked.length > 1 && ticked.includes(row);
    const above = shown.indexOf(row) - 1;
    const range = this.#range;
    const rows = range?.rows ?? (isTicked ? ticked : shown.slice(Math.max(0, above), above + 2));
    const columns = range?.columns ?? (place ? [place.column] : []);
    const [source, ...others] = rows;
    if (!source || !saysAll(signIn)) return;
    const [values = []] = this.#texts(signIn, [source], columns);
    const cells = others.map(() => values);
    void this.#take(signIn, withPasted(signIn, draft, { rows: others, columns, cells }));
  }

  /** Null outside of all rows, and in a text that is being typed. */
  #focusedCell(): Cell | null {
    const path = focusPath();
    return isTextField(path[0]) || !path.includes(this.#host)
      ? null
      : cellIn(path, this.#host.shownRows());
  }
}

/** Scrolls a row into sight, drawn or not, and leaves the focus where it is. */
function revealRow(table: LineTable, key: number): void {
  const { rows, sight, scroller } = table;
  const drawn = table.drawnRow(key);
  const top = sight.tops[rows.findIndex((row) => row.key === key)] ?? 0;
  if (drawn) drawn.scrollIntoView({ block: 'nearest' });
  else scroller.scrollTop = top - scroller.clientHeight / 2;
}
