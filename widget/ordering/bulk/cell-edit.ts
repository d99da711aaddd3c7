import type { LitElement, ReactiveController } from 'lit';
import { taxCodeCandidates } from '../../../shared/tax-code.ts';
import { type FormSignIn, type SignIn, saysAll } from '../../api/sign-in.ts';
import { pastedRows } from '../../ui/cells.ts';
import type { ChangeDraft, Draft, DraftRow } from '../draft/draft.ts';
import { rowChanges } from '../draft/row-changes.ts';
import { quotedCells } from '../paste/pasted-table.ts';
import { beside, type CellPlace, type CellRange, rangeBetween } from './cell-range.ts';
import {
  CELL_COLUMNS,
  type CellColumn,
  cellText,
  type PastedCells,
  type Pasting,
  type RowFacts,
  withPasted,
} from './cells.ts';

export interface CellEditHost extends LitElement {
  readonly signIn: FormSignIn;
  readonly draft: Draft;
  onDraft: ChangeDraft;
  say(text: string): void;
  /** The rows that the table shows. */
  shownRows(): readonly DraftRow[];
  readonly facts: RowFacts;
  /** Adds the customers whose codes are in a text. */
  pasteCodes(text: string): Promise<void>;
}

interface CellEditOptions {
  tickedRows(): readonly DraftRow[];
}

/** The cell with the focus. */
interface Cell {
  row: DraftRow;
  place: CellPlace | null;
  /** The columns in sight. */
  columns: readonly CellColumn[];
}

const MOVING = /^(Arrow|Home|End|Page)/;
const LEAVING = /^(Arrow|Home|End|Page|Enter|Escape|Tab|F2|.$)/;

/** Copy, paste and fill in the table, as in a spreadsheet: of a range (Shift and arrows), ticked rows, or a cell. */
export class CellEdit implements ReactiveController {
  readonly #host: CellEditHost;
  readonly #options: CellEditOptions;
  /** The range's size, for screen readers: others see the range, and a notice would move it. */
  said = '';
  /** The range's corner opposite to the cell with the focus; null: no range. */
  #end: CellPlace | null = null;
  #chosen: { keys: ReadonlySet<number>; columns: readonly CellColumn[] } | null = null;

  constructor(host: CellEditHost, options: CellEditOptions) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  hostConnected(): void {
    // Without selected text, some browsers send these events to the page's body.
    document.addEventListener('copy', this.#handleCopy);
    document.addEventListener('paste', this.#handlePaste);
    this.#host.addEventListener('keydown', this.#handleKeydown, { capture: true });
    this.#host.addEventListener('pointerdown', this.#forgetRange);
  }

  hostDisconnected(): void {
    document.removeEventListener('copy', this.#handleCopy);
    document.removeEventListener('paste', this.#handlePaste);
    this.#host.removeEventListener('keydown', this.#handleKeydown, { capture: true });
    this.#host.removeEventListener('pointerdown', this.#forgetRange);
  }

  isInRange({ key }: DraftRow, column: string): boolean {
    const range = this.#chosen;
    return range?.keys.has(key) === true && range.columns.some((each) => each === column);
  }

  /** The range with the rows as they are now; null without one. */
  get #range(): CellRange | null {
    if (!this.#chosen) return null;
    const { keys, columns } = this.#chosen;
    return { rows: this.#host.shownRows().filter(({ key }) => keys.has(key)), columns };
  }

  readonly #handleCopy = (event: ClipboardEvent): void => {
    const { signIn, draft, facts } = this.#host;
    const cell = this.#focusedCell();
    const isText = getSelection()?.isCollapsed === false;
    if (!cell || isText || !saysAll(signIn) || !event.clipboardData) return;
    const { rows, columns } = this.#copied(cell);
    const cells = rows.map((row) =>
      columns.map((column) => cellText(signIn, draft, row, column, facts)),
    );
    event.clipboardData.setData('text/plain', pastedRows(cells));
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
    const { signIn, draft } = this.#host;
    const cell = this.#focusedCell();
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (!cell?.place || text.trim() === '' || !saysAll(signIn)) return;
    event.preventDefault();
    const cells = quotedCells(text.replace(/(\r\n?|\n)$/, '')).map((line) => line.cells);
    const target =
      cell.place.column === 'code' ? this.#rowsOfCodes(cells) : this.#target(cell, cells);
    if (!target) void this.#host.pasteCodes(text);
    else void this.#take(signIn, withPasted(signIn, draft, target));
  };

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
   * Copied rows, changed in a spreadsheet, go back to the rows of their codes, whose zeros it may have stripped. Null
   * where a line has no such row, or its customer several.
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

  async #take({ t }: SignIn, { change, unread, beyond }: PastedCells): Promise<void> {
    const { draft: before } = this.#host;
    await this.#host.onDraft(change);
    const { changed } = rowChanges(before, this.#host.draft);
    const said = [t('bulk.changed', { count: changed })];
    if (unread > 0) said.push(t('cells.unread', { count: unread }));
    if (beyond > 0) said.push(t('cells.beyond', { count: beyond }));
    this.#host.say(said.join(' '));
  }

  readonly #handleKeydown = (event: KeyboardEvent): void => {
    const { ctrlKey, metaKey, altKey, shiftKey, key } = event;
    const cell = this.#focusedCell();
    if (!cell?.place || altKey) return;
    const isCommand = ctrlKey || metaKey;
    // The focus goes to another cell, or into this one.
    if (!shiftKey && (isCommand ? MOVING : LEAVING).test(key)) this.#forgetRange();
    if (isCommand && key.toLowerCase() === 'd') this.#fillDown(cell);
    else if (isCommand || !shiftKey || !this.#extend(cell, event)) return;
    // The browser would add a bookmark, and the table move the focus.
    event.preventDefault();
    event.stopPropagation();
  };

  /** Moves the range's other corner; only from a cell, as in a field the keys mean the text. */
  #extend({ place, columns }: Cell, event: KeyboardEvent): boolean {
    const { signIn } = this.#host;
    const [target] = event.composedPath();
    const shown = this.#host.shownRows();
    if (!place || !(target instanceof HTMLTableCellElement) || !saysAll(signIn)) return false;
    const end = beside(this.#end ?? place, event.key, shown, columns);
    if (!end) return false;
    this.#end = end;
    const { rows, columns: across } = rangeBetween(place, end, shown, columns);
    this.#chosen = { keys: new Set(rows.map(({ key }) => key)), columns: across };
    this.said = signIn.t('cells.range', { rows: rows.length, columns: across.length });
    this.#host.requestUpdate();
    return true;
  }

  readonly #forgetRange = (): void => {
    if (!this.#chosen) return;
    this.#end = null;
    this.#chosen = null;
    this.said = '';
    this.#host.requestUpdate();
  };

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
    const values = columns.map((column) =>
      cellText(signIn, draft, source, column, this.#host.facts),
    );
    const cells = others.map(() => values);
    void this.#take(signIn, withPasted(signIn, draft, { rows: others, columns, cells }));
  }

  /** Null outside of all rows, and in a text that is being typed. */
  #focusedCell(): Cell | null {
    const path = focusPath();
    const isTyped = path[0]?.matches('textarea, input:not([type=checkbox], [type=radio])');
    const line = path.find((each) => each.dataset.key);
    const row = this.#host.shownRows().find(({ key }) => String(key) === line?.dataset.key);
    if (!line || !row || isTyped || !path.includes(this.#host)) return null;
    const columnOf = (cell: Element | undefined) =>
      CELL_COLUMNS.find((each) => cell?.classList.contains(each));
    const column = columnOf(path.find((each) => each.matches('.line > td')));
    const inSight = [...line.children].filter((each) => each.checkVisibility()).map(columnOf);
    const columns = CELL_COLUMNS.filter((each) => inSight.includes(each));
    return { row, place: column ? { key: row.key, column } : null, columns };
  }
}

/** The focused element and all around it, through shadow roots. */
function focusPath(): HTMLElement[] {
  let focused = document.activeElement;
  while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
  const path: HTMLElement[] = [];
  for (let node: Node | null = focused; node; node = node.parentNode) {
    if (node instanceof HTMLElement) path.push(node);
    if (node instanceof ShadowRoot) {
      path.push(node.host as HTMLElement);
      node = node.host;
    }
  }
  return path;
}
