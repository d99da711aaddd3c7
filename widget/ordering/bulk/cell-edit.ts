import type { LitElement, ReactiveController } from 'lit';
import { type FormSignIn, type SignIn, saysAll } from '../../api/sign-in.ts';
import type { ChangeDraft, Draft, DraftRow } from '../draft/draft.ts';
import { rowChanges } from '../draft/row-changes.ts';
import { quotedCells } from '../paste/pasted-table.ts';
import { type ChoiceField, presentOf } from './bulk-choices.ts';
import {
  CELL_COLUMNS,
  type CellColumn,
  cellText,
  fieldOf,
  type RowFacts,
  tabbedText,
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
}

interface CellEditOptions {
  tickedRows(): readonly DraftRow[];
  setValue(rows: readonly DraftRow[], field: ChoiceField, value: string): Promise<void>;
}

interface Cell {
  row: DraftRow;
  column: CellColumn | undefined;
}

/** Copy, paste and fill down in the table, as in a spreadsheet. */
export class CellEdit implements ReactiveController {
  readonly #host: CellEditHost;
  readonly #options: CellEditOptions;

  constructor(host: CellEditHost, options: CellEditOptions) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  hostConnected(): void {
    this.#host.addEventListener('copy', this.#handleCopy);
    this.#host.addEventListener('paste', this.#handlePaste);
    this.#host.addEventListener('keydown', this.#handleKeydown);
  }

  hostDisconnected(): void {
    this.#host.removeEventListener('copy', this.#handleCopy);
    this.#host.removeEventListener('paste', this.#handlePaste);
    this.#host.removeEventListener('keydown', this.#handleKeydown);
  }

  /** Copies the ticked rows; without any, the cell. */
  readonly #handleCopy = (event: ClipboardEvent): void => {
    const { signIn, draft, facts } = this.#host;
    const cell = this.#cellOf(event);
    const isText = getSelection()?.isCollapsed === false;
    if (!cell || isText || !saysAll(signIn) || !event.clipboardData) return;
    const ticked = this.#options.tickedRows();
    const rows = ticked.length > 0 ? ticked : [cell.row];
    const columns = ticked.length === 0 && cell.column ? [cell.column] : CELL_COLUMNS;
    const cells = rows.map((row) =>
      columns.map((column) => cellText(signIn, draft, row, column, facts)),
    );
    event.clipboardData.setData('text/plain', tabbedText(cells));
    event.preventDefault();
    this.#host.say(signIn.t('cells.copied', { count: rows.length }));
  };

  /** Pastes from the cell on, down and to the right; a single value goes to all ticked rows. */
  readonly #handlePaste = (event: ClipboardEvent): void => {
    const { signIn, draft } = this.#host;
    const cell = this.#cellOf(event);
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (!cell?.column || cell.column === 'code' || text.trim() === '' || !saysAll(signIn)) return;
    event.preventDefault();
    const cells = quotedCells(text.replace(/(\r\n?|\n)$/, '')).map((line) => line.cells);
    const ticked = this.#options.tickedRows();
    const isSingle = cells.length === 1 && cells[0]?.length === 1 && ticked.includes(cell.row);
    const shown = this.#host.shownRows();
    const rows = isSingle ? ticked : shown.slice(shown.indexOf(cell.row));
    const pasted = isSingle ? rows.map(() => cells[0] ?? []) : cells;
    const { change, unread, beyond } = withPasted(signIn, draft, rows, cell.column, pasted);
    void this.#take(signIn, change, unread, beyond);
  };

  async #take(
    { t }: SignIn,
    change: Parameters<ChangeDraft>[0],
    unread: number,
    beyond: number,
  ): Promise<void> {
    const { draft: before } = this.#host;
    await this.#host.onDraft(change);
    const { changed } = rowChanges(before, this.#host.draft);
    const said = [t('bulk.changed', { count: changed })];
    if (unread > 0) said.push(t('cells.unread', { count: unread }));
    if (beyond > 0) said.push(t('cells.beyond', { count: beyond }));
    this.#host.say(said.join(' '));
  }

  readonly #handleKeydown = (event: KeyboardEvent): void => {
    const { ctrlKey, metaKey, altKey, key } = event;
    if (!(ctrlKey || metaKey) || altKey || key.toLowerCase() !== 'd') return;
    const cell = this.#cellOf(event);
    const field = cell && fieldOf(cell.column ?? '');
    if (!cell || !field) return;
    // The browser would add a bookmark.
    event.preventDefault();
    this.#fillDown(cell.row, field);
  };

  /** From the first ticked row to the others; without several, from the row above. */
  #fillDown(row: DraftRow, field: ChoiceField): void {
    const ticked = this.#options.tickedRows();
    const shown = this.#host.shownRows();
    const isTicked = ticked.length > 1 && ticked.includes(row);
    const source = isTicked ? ticked[0] : shown[shown.indexOf(row) - 1];
    if (!source) return;
    const value = presentOf(this.#host.draft, source, field);
    void this.#options.setValue(isTicked ? ticked.slice(1) : [row], field, value);
  }

  /** The cell in which something happened; null outside of all rows, and in a text that is being typed. */
  #cellOf(event: Event): Cell | null {
    const path = event.composedPath().filter((each) => each instanceof HTMLElement);
    const [target] = path;
    const isTyped = target?.matches('textarea, input:not([type=checkbox], [type=radio])');
    const key = path.find((each) => each.dataset.key)?.dataset.key;
    const row = this.#host.shownRows().find((each) => String(each.key) === key);
    if (!row || isTyped) return null;
    const cell = path.find((each) => each.matches('td, th'));
    const column = CELL_COLUMNS.find((each) => cell?.classList.contains(each));
    return { row, column };
  }
}
