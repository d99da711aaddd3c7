import type { LitElement, ReactiveController } from 'lit';
import type { DraftRow } from '../draft/draft.ts';
import type { LineTable } from '../table/line-table.ts';
import { type Cell, cellIn, columnAt, isTextField } from './cell-at.ts';
import { type CellPlace, type CellRange, rowsUpTo } from './cell-range.ts';
import { fieldOf } from './cells.ts';
import type { ChosenCells } from './chosen-cells.ts';
import { RowsUnderPointer } from './rows-under-pointer.ts';

interface CellPointerOptions {
  chosen: ChosenCells;
  /** The cell with the focus. */
  focused(): Cell | null;
  choose(from: Cell, end: CellPlace): unknown;
  forget(): unknown;
  fill(range: CellRange, to: readonly DraftRow[]): unknown;
}

interface CellPointerHost extends LitElement {
  readonly table: LineTable;
  /** The rows that the table shows. */
  shownRows(): readonly DraftRow[];
}

/** A press that has not ended yet. */
interface Press {
  cell: Cell;
  /** The range whose handle is dragged; null: a range is chosen. */
  filling: CellRange | null;
  /** The list to open if the pointer goes nowhere. */
  select: HTMLSelectElement | null;
  /** Whether it is the second press on the handle: if the pointer goes nowhere, all rows below are filled. */
  fillsAll: boolean;
  hasMoved: boolean;
}

/** Distance from a cell's corner within which a press takes its handle, in px. */
const HANDLE_PX = 9;

/** The mouse in the table's cells: it chooses a range, by dragging or with Shift, and drags a range's handle to fill. */
export class CellPointer implements ReactiveController {
  readonly #host: CellPointerHost;
  readonly #options: CellPointerOptions;
  readonly #rows: RowsUnderPointer;
  #isMouse = false;
  #press: Press | null = null;
  #wasOnHandle = false;

  constructor(host: CellPointerHost, options: CellPointerOptions) {
    this.#host = host;
    this.#options = options;
    this.#rows = new RowsUnderPointer(host, (key, x, y) => this.#follow(key, x, y));
    host.addController(this);
    host.addEventListener('pointerdown', (event) => this.#handlePointer(event));
    host.addEventListener('mousedown', (event) => this.#handlePress(event), { capture: true });
  }

  hostDisconnected(): void {
    this.#finish();
  }

  /** A finger scrolls. */
  #handlePointer(event: PointerEvent): void {
    this.#isMouse = event.pointerType === 'mouse';
    // The browser's menu is for the chosen cells.
    if (event.button > 0) return;
    const cell = this.#cellOf(event);
    const goesOn = this.#isMouse && (event.shiftKey || (cell && isOnHandle(event, cell)));
    if (!cell?.place || !goesOn) this.#options.forget();
  }

  #handlePress(event: MouseEvent): void {
    const { button, ctrlKey, metaKey, altKey } = event;
    const cell = this.#cellOf(event);
    const [target] = event.composedPath();
    const isOther = button !== 0 || ctrlKey || metaKey || altKey;
    if (!cell?.place || !this.#isMouse || isOther || target instanceof HTMLButtonElement) return;
    const focused = this.#options.focused();
    const onHandle = isOnHandle(event, cell);
    const isSecond = onHandle && this.#wasOnHandle && event.detail > 1;
    this.#wasOnHandle = onHandle;
    if (onHandle) this.#takeHandle(event, cell, isSecond);
    else if (event.shiftKey && focused?.place) {
      event.preventDefault();
      this.#options.choose(focused, cell.place);
    } else if (!(isTextField(target) && target.matches(':focus'))) {
      // Dragging in the field that is being typed in marks its text.
      const select = heldBack(event);
      this.#begin({ cell, filling: null, select, fillsAll: false, hasMoved: false });
    }
  }

  #takeHandle(event: MouseEvent, cell: Cell, fillsAll: boolean): void {
    event.preventDefault();
    const shown = this.#host.shownRows();
    const { place, row } = cell;
    if (!place) return;
    const filling = this.#options.chosen.of(shown) ?? { rows: [row], columns: [place.column] };
    this.#begin({ cell, filling, select: null, fillsAll, hasMoved: false });
  }

  #begin(press: Press): void {
    this.#press = press;
    this.#rows.watch(() => this.#release());
    addEventListener('keydown', this.#handleKey, { capture: true });
  }

  /** Called when the pointer has come to another row or column. */
  #follow(key: number, x: number, y: number): void {
    const press = this.#press;
    const { table } = this.#host;
    const line = table.drawnRow(key);
    const from = press?.cell.place;
    if (!press || !from) return;
    const shown = this.#host.shownRows();
    if (press.filling) {
      press.hasMoved = true;
      press.filling = asShown(press.filling, shown);
      const rows = rowsUpTo(press.filling, key, shown);
      this.#options.chosen.fill({ rows, columns: press.filling.columns });
      this.#host.requestUpdate();
      return;
    }
    const column = (line && columnAt(line, x, y)) ?? from.column;
    const { end } = this.#options.chosen;
    if (end?.key === key && end.column === column) return;
    if (!press.hasMoved && key === from.key && column === from.column) return;
    if (!press.hasMoved) {
      press.hasMoved = true;
      press.cell.element?.focus({ preventScroll: true });
    }
    getSelection()?.removeAllRanges();
    this.#options.choose(press.cell, { key, column });
  }

  #release(): void {
    const press = this.#press;
    const shown = this.#host.shownRows();
    const key = press?.hasMoved ? this.#rows.key : shown.at(-1)?.key;
    this.#finish();
    if (!press) return;
    if (press.filling && (press.hasMoved || press.fillsAll) && key != null) {
      const filling = asShown(press.filling, shown);
      const rows = rowsUpTo(filling, key, shown);
      if (rows.length > 0) void this.#options.fill(filling, rows);
    } else if (press.select && !press.hasMoved) {
      press.select.focus();
      try {
        press.select.showPicker();
      } catch {
        // Held for too long, or gone from the page: the next press opens it.
      }
    }
  }

  /** Escape takes the drag back. */
  readonly #handleKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    if (!this.#press?.filling) this.#options.forget();
    this.#finish();
  };

  #finish(): void {
    if (!this.#press) return;
    this.#press = null;
    this.#rows.leave();
    removeEventListener('keydown', this.#handleKey, { capture: true });
    this.#options.chosen.fill(null);
    this.#host.requestUpdate();
  }

  #cellOf(event: Event): Cell | null {
    const path = event.composedPath().filter((each) => each instanceof HTMLElement);
    return cellIn(path, this.#host.shownRows());
  }
}

/** The range with its present rows: another tab may have changed them since the press. */
function asShown({ rows, columns }: CellRange, shown: readonly DraftRow[]): CellRange {
  const keys = new Set(rows.map(({ key }) => key));
  return { rows: shown.filter(({ key }) => keys.has(key)), columns };
}

/** The handle is drawn at the lower end of a cell, partly beyond it. */
function isOnHandle(event: MouseEvent, { element, place }: Cell): boolean {
  const [target] = event.composedPath();
  if (!element || target !== element || !hasHandle(element, place)) return false;
  const { left, right, bottom } = element.getBoundingClientRect();
  const end = getComputedStyle(element).direction === 'rtl' ? left : right;
  const distance = Math.max(Math.abs(event.clientX - end), Math.abs(event.clientY - bottom));
  return distance <= HANDLE_PX;
}

/** Where the styles show it: at the range's corner, or without a range at the cell with the focus. */
function hasHandle(element: HTMLElement, place: CellPlace | null): boolean {
  if (element.classList.contains('corner')) return true;
  const isAlone = element.closest('tbody')?.querySelector('.ranged') === null;
  return isAlone && fieldOf(place?.column ?? '') !== undefined && element.matches(':focus-within');
}

/**
 * Keeps a pressed list closed until the button is released, as the press may begin a range. Null where no script could
 * open it then, and where the list has the focus, and may be open.
 */
function heldBack(event: MouseEvent): HTMLSelectElement | null {
  const [target] = event.composedPath();
  if (!(target instanceof HTMLSelectElement) || target.matches(':focus')) return null;
  if (!('showPicker' in target) || isInForeignFrame()) return null;
  event.preventDefault();
  target.closest('td')?.focus({ preventScroll: true });
  return target;
}

function isInForeignFrame(): boolean {
  try {
    return top?.location.href === undefined;
  } catch {
    return true;
  }
}
