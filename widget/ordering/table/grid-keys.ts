import type { LitElement, ReactiveController } from 'lit';
import type { DraftRow } from '../draft/draft.ts';
import type { CustomerCombobox } from './customer-combobox.ts';
import type { LineRow } from './drawn-line.ts';
import { type Move, moveOf, moveTo } from './grid-moves.ts';
import type { RowSight } from './row-sight.ts';

/** The table as seen by its keyboard. */
interface KeysHost extends LitElement {
  readonly rows: readonly DraftRow[];
  /** Key of the row with the cell in the tab order. */
  readonly active: number | null;
  lineOf(row: DraftRow): LineRow;
  /** A row's element, drawn first if it is not in sight. */
  draw(key: number): Promise<HTMLElement | null>;
  /** A row's element; null if it is not drawn. */
  drawnRow(key: number | null): HTMLElement | null;
  readonly sight: RowSight;
}

/** The controls of cells, in the order in which Tab goes through them. */
const FIELDS = 'renewal-customer-combobox, select, input:not([type=checkbox])';
const CONTROLS = `${FIELDS}, button, input`;
const CELLS = '.line > td:not(.details)';
/** Controls in cells that are still in the tab order. */
const UNTOUCHED = `.line > td:not(.details) :is(${CONTROLS}):not([tabindex])`;

/**
 * The keyboard of the table (ARIA grid): it moves from cell to cell, or, once a cell's control has the focus, edits.
 * One cell of the table is in the tab order.
 */
export class GridKeys implements ReactiveController {
  readonly #host: KeysHost;
  /** The cell with the focus. */
  #key = -1;
  #column = 'code';
  /** The cell in the tab order. */
  #entry: HTMLElement | null = null;
  /** The row before a key began to edit it, for Escape; null: no key did. */
  #before: DraftRow | null = null;
  /** The element that had the focus last. */
  #focused: Element | null = null;
  /** The text of the input at that time. */
  #text = '';

  constructor(host: KeysHost) {
    this.#host = host;
    host.addController(this);
    host.renderRoot.addEventListener('keydown', (event) => this.#handleKey(event as KeyboardEvent));
    host.renderRoot.addEventListener('focusin', (event) => this.#handleFocus(event));
    this.hostUpdated();
  }

  hostUpdated(): void {
    for (const control of this.#host.renderRoot.querySelectorAll<HTMLElement>(UNTOUCHED))
      control.tabIndex = -1;
    const row = this.#host.drawnRow(this.#host.active);
    this.#enterTabOrder(row?.querySelector<HTMLElement>(`:scope > .${this.#column}`) ?? null);
    // A control that was disabled while it had the focus would lose it to the page.
    const { activeElement } = document;
    const isLost = activeElement === null || activeElement === document.body;
    const isOn = this.#host.shadowRoot?.activeElement === this.#focused;
    if (this.#focused?.matches(':disabled') && (isLost || isOn)) cellOf(this.#focused)?.focus();
  }

  /** Puts the cell into the tab order, and the former one out of it. */
  #enterTabOrder(cell: HTMLElement | null): void {
    if (cell === this.#entry) return;
    if (this.#entry) this.#entry.tabIndex = -1;
    if (cell) cell.tabIndex = 0;
    this.#entry = cell;
  }

  #handleFocus(event: Event): void {
    const cell = cellOf(event.target);
    this.#focused = event.target as Element;
    if (!cell) return;
    const { key, column } = placeOf(cell);
    if (key === this.#key && column === this.#column) return;
    [this.#key, this.#column, this.#before] = [key, column, null];
    this.#enterTabOrder(cell);
  }

  #handleKey(event: KeyboardEvent): void {
    const cell = cellOf(event.target);
    if (event.defaultPrevented || event.isComposing) return;
    if (!cell) this.#handleKeyInDetails(event);
    else if (event.target === cell) this.#handleKeyOnCell(event, cell);
    else this.#handleKeyInCell(event, cell);
  }

  #handleKeyOnCell(event: KeyboardEvent, cell: HTMLElement): void {
    const { key, ctrlKey, metaKey, altKey } = event;
    const move = moveOf(event);
    const control = cell.querySelector<HTMLElement>(CONTROLS);
    const isCommand = ctrlKey || metaKey || altKey;
    const isTyped = key.length === 1 && key !== ' ' && !isCommand;
    const isDelete = (key === 'Backspace' || key === 'Delete') && !isCommand && !event.shiftKey;
    const isPressed = key === 'Enter' || key === ' ';
    if (move) {
      event.preventDefault();
      void this.#go(cell, move);
    } else if (!control) return;
    else if (isPressed && !control.matches(FIELDS)) {
      event.preventDefault();
      if (cell.querySelectorAll(CONTROLS).length > 1) control.focus();
      else control.click();
    } else if (isPressed || key === 'F2' || (altKey && key === 'ArrowDown')) {
      event.preventDefault();
      this.#edit(cell, control);
      if (key !== 'F2' && control instanceof HTMLSelectElement) openList(control);
      // The browser then types into the field, or deletes its selected text.
    } else if (isTyped || (isDelete && !control.matches('select'))) this.#edit(cell, control);
  }

  #handleKeyInCell(event: KeyboardEvent, cell: HTMLElement): void {
    const { key } = event;
    const isField = (event.target as Element).matches(FIELDS);
    if (key === 'Escape' || key === 'F2') {
      // A host that closes what is around us by it would do so while the person leaves a field; so would a `<dialog>`.
      event.stopPropagation();
      event.preventDefault();
      if (key === 'Escape' && this.#before) this.#restore(cell);
      this.#before = null;
      cell.focus();
    } else if (key === 'Enter' && isField) {
      event.preventDefault();
      cell.focus();
      void this.#go(cell, { rows: 1 });
    } else if (key === 'Tab' && isField && !event.ctrlKey && !event.altKey) {
      this.#tab(event, cell);
    } else if (!isField) {
      const move = moveOf(event);
      if (!move) return;
      event.preventDefault();
      void this.#go(cell, move);
    }
  }

  /** Escape leads from a row's details back to the button that opened them. */
  #handleKeyInDetails(event: KeyboardEvent): void {
    const line = (event.target as Element).closest<HTMLElement>('.line');
    if (event.key !== 'Escape' || !line) return;
    event.stopPropagation();
    event.preventDefault();
    line.querySelector<HTMLElement>('.more button')?.focus();
  }

  #edit(cell: HTMLElement, control: HTMLElement): void {
    control.focus();
    if (control instanceof HTMLInputElement) {
      this.#text = control.value;
      control.select();
    } else if (control.localName === 'renewal-customer-combobox') {
      (control as CustomerCombobox).input.select();
    }
    const { key } = placeOf(cell);
    this.#before = this.#host.rows.find((row) => row.key === key) ?? null;
  }

  #restore(cell: HTMLElement): void {
    cell.querySelector<CustomerCombobox>('renewal-customer-combobox')?.restore();
    const input = cell.querySelector('input');
    const { key } = placeOf(cell);
    const row = this.#host.rows.find((each) => each.key === key);
    const before = this.#before;
    if (!row || !before) return;
    // The typed text, which would be taken when the field is left.
    if (input) input.value = this.#text;
    if (row !== before) void this.#host.lineOf(row).onChange(() => before);
  }

  /** To the next field, in the next row after a row's last; beyond the last, out of the table. */
  #tab(event: KeyboardEvent, cell: HTMLElement): void {
    const step = event.shiftKey ? -1 : 1;
    const line = cell.closest('.line') as HTMLElement;
    const fields = fieldsOf(line);
    const next = fields[fields.indexOf(event.target as HTMLElement) + step];
    const { rows } = this.#host;
    const row = rows[rows.findIndex(({ key }) => key === placeOf(cell).key) + step];
    if (!next && !row) return;
    event.preventDefault();
    if (next) next.focus();
    else if (row)
      void this.#host.draw(row.key).then(
        (drawn) =>
          drawn &&
          fieldsOf(drawn)
            .at(step < 0 ? -1 : 0)
            ?.focus(),
      );
  }

  async #go(cell: HTMLElement, move: Move): Promise<void> {
    const { rows, sight } = this.#host;
    const line = cell.closest('.line') as HTMLElement;
    const cells = cellsOf(line);
    const from = {
      row: rows.findIndex(({ key }) => key === placeOf(cell).key),
      cell: cells.indexOf(cell),
    };
    const to = moveTo(from, move, {
      rows: rows.length,
      cells: cells.length,
      page: sight.rowsInSight,
    });
    const row = rows[to.row];
    const drawn = row && (await this.#host.draw(row.key));
    if (!drawn) return;
    const column = move.cells === undefined ? placeOf(cell).column : null;
    const target = column ? drawn.querySelector<HTMLElement>(`:scope > .${column}`) : null;
    const next = target?.checkVisibility()
      ? target
      : cellsOf(drawn).at(Math.min(to.cell, cellsOf(drawn).length - 1));
    next?.focus({ preventScroll: true });
    next?.scrollIntoView({ block: 'nearest' });
    sight.drawAhead();
  }
}

/** A row's cells that are in sight, without its details. */
function cellsOf(line: HTMLElement): HTMLElement[] {
  const cells = [...line.children] as HTMLElement[];
  return cells.filter((cell) => cell.matches(CELLS) && cell.checkVisibility());
}

function fieldsOf(line: HTMLElement): HTMLElement[] {
  const fields = cellsOf(line).flatMap((cell) => [...cell.querySelectorAll<HTMLElement>(FIELDS)]);
  return fields.filter((field) => !field.matches(':disabled'));
}

function cellOf(target: EventTarget | null): HTMLElement | null {
  const cell = target instanceof Element ? target.closest<HTMLElement>('.line > td') : null;
  return cell?.classList.contains('details') ? null : cell;
}

function placeOf(cell: HTMLElement): { key: number; column: string } {
  return { key: Number(cell.parentElement?.dataset.key), column: cell.classList[0] ?? '' };
}

function openList(select: HTMLSelectElement): void {
  try {
    select.showPicker();
  } catch {
    // Not in every browser, nor in a frame of another origin: the arrow keys choose.
  }
}
