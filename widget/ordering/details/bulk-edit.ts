import { html, nothing } from 'lit';
import { type SignIn, saysAll } from '../../api/sign-in.ts';
import { afterDialog } from '../../ui/after-dialog.ts';
import type { MenuGroup, MenuSearch } from '../../ui/menu.ts';
import { type ChoiceField, choicesOf, withValue } from '../bulk/bulk-choices.ts';
import { isInDialog, isTextField, rowKeyOf } from '../bulk/cell-at.ts';
import { CellEdit, type CellEditHost } from '../bulk/cell-edit.ts';
import { CELL_COLUMNS, type CellColumn, fieldOf } from '../bulk/cells.ts';
import {
  columnMenu,
  rowsContaining,
  rowsWith,
  type SortDirection,
  sorted,
} from '../bulk/column-actions.ts';
import { withoutRows } from '../bulk/problem-groups.ts';
import type { RowGroups } from '../bulk/row-groups.ts';
import type { DraftRow } from '../draft/draft.ts';
import {
  allTicked,
  NO_SELECTION,
  type Selection,
  ticked,
  tickedRows,
  tickOf,
} from '../draft/selection.ts';

/** The ticked rows, and changes of all of them at once. */
export class BulkEdit {
  readonly #host: CellEditHost;
  readonly #groups: RowGroups;
  /** The texts for which rows are shown alone, by column. */
  readonly #sought = new Map<CellColumn, string>();
  readonly cells: CellEdit;
  readonly #say = afterDialog((text) => this.#host.say(text));
  #selection: Selection = NO_SELECTION;
  /** The number of ticked rows, for screen readers. */
  #ticked = '';

  constructor(host: CellEditHost, groups: RowGroups) {
    this.#host = host;
    this.#groups = groups;
    // Before the table's own keys.
    host.addEventListener('keydown', (event) => this.#handleKeydown(event), { capture: true });
    this.cells = new CellEdit(host, { tickedRows: () => this.#rows });
  }

  isTicked(key: number): boolean {
    return this.#selection.keys.has(key);
  }

  /** Whether all, some or none of the shown rows are ticked. */
  get all(): 'all' | 'some' | 'none' {
    return tickOf(this.#selection, this.#host.shownRows());
  }

  tick(key: number, isRange: boolean): void {
    this.#select(ticked(this.#selection, key, this.#host.shownRows(), isRange));
  }

  tickAll(): void {
    this.#select(allTicked(this.#selection, this.#host.shownRows()));
  }

  render(): unknown {
    // Places that are there before they say something.
    return html`<span class="visually-hidden" role="status">${this.cells.said}</span
      ><span class="visually-hidden" role="status">${this.#ticked}</span>${this.#renderBar()}`;
  }

  #renderBar(): unknown {
    const { signIn, draft, onDraft } = this.#host;
    const rows = this.#rows;
    if (!saysAll(signIn) || rows.length === 0) return nothing;
    const shown = new Set(this.#host.shownRows());
    return html`<div class="bulk">
      <renewal-selection-bar
        .signIn=${signIn}
        .draft=${draft}
        .rows=${rows}
        .concealed=${rows.filter((row) => !shown.has(row)).length}
        .onValue=${(field: ChoiceField, value: string) => this.setValue(this.#rows, field, value)}
        .onInvoiceParty=${() => this.#parties?.show('invoiceParty', this.#rows)}
        .onRecipient=${() => this.#parties?.show('recipient', this.#rows)}
        .onEnd=${() => this.#host.renderRoot.querySelector('renewal-common-end-dialog')?.show()}
        .onRemove=${() => this.#remove(signIn)}
        .others=${[...shown].filter(({ key }) => !this.isTicked(key)).length}
        .onTickAll=${() => this.tickAll()}
        .onClear=${() => this.#clear()}
      ></renewal-selection-bar>
      <renewal-bulk-parties-dialog
        .signIn=${signIn}
        .onDraft=${onDraft}
        .onSay=${this.#say}
      ></renewal-bulk-parties-dialog>
      <renewal-common-end-dialog
        .signIn=${signIn}
        .draft=${draft}
        .keys=${this.#selection.keys}
        .onDraft=${onDraft}
        .onSay=${this.#say}
      ></renewal-common-end-dialog>
    </div>`;
  }

  /** The menu in a column's heading. */
  renderMenu(column: string, name: string): unknown {
    const { signIn } = this.#host;
    const known = CELL_COLUMNS.find((each) => each === column);
    if (!known || !saysAll(signIn)) return nothing;
    return html`<renewal-menu
      bare
      label=${signIn.t('column.menu', { name })}
      ?active=${this.#groups.filters.isFilteredBy(known)}
      activeLabel=${signIn.t('column.filtered')}
      .searchOf=${() => this.#searchIn(signIn, known, name)}
      .groupsOf=${() => this.#menuOf(signIn, known)}
      .onChoose=${(id: string) => this.#chooseFor(signIn, known, id)}
    ></renewal-menu>`;
  }

  #menuOf(signIn: SignIn, column: CellColumn): MenuGroup[] {
    const { draft } = this.#host;
    const { filters } = this.#groups;
    const found = filters.without(column, draft.rows);
    const groups = columnMenu(signIn, draft, this.#host.shownRows(), found, column);
    const clear = { id: 'clear', text: signIn.t('column.clear') };
    if (!filters.isFilteredBy(column)) return groups;
    return [{ heading: signIn.t('column.filtered'), items: [clear] }, ...groups];
  }

  #searchIn({ t }: SignIn, column: CellColumn, name: string): MenuSearch {
    const isFiltered = this.#groups.filters.isFilteredBy(column);
    return {
      label: t('column.contains', { name }),
      hint: t('column.contains.hint'),
      button: t('column.contains.do'),
      text: (isFiltered && this.#sought.get(column)) || '',
      onSearch: (text) => this.#search(t, column, text),
    };
  }

  /** Shows the rows alone whose cell has the text, in either letter case and without diacritics; for no text, all. */
  #search(t: SignIn['t'], column: CellColumn, text: string): void {
    const host = this.#host;
    const { signIn, draft, facts } = host;
    if (!saysAll(signIn)) return;
    this.#sought.set(column, text);
    const rows = this.#groups.filters.without(column, draft.rows);
    const keys = rowsContaining(signIn, draft, rows, column, text, facts);
    if (text.trim() === '') this.#groups.showAll(column);
    else if (keys.size > 0) this.#groups.showOnly(keys, column);
    else host.say(t('column.contains.none', { text }));
  }

  #chooseFor(signIn: SignIn, column: CellColumn, id: string): void {
    const host = this.#host;
    const [action = '', value = ''] = id.split(/:(.*)/);
    const field = fieldOf(column);
    if (action === 'set' && field) void this.setValue(host.shownRows(), field, value);
    else if (action === 'clear') this.#groups.showAll(column);
    else if (action === 'only') {
      this.#sought.delete(column);
      this.#groups.showOnly(rowsWith(signIn, host.draft, column, value), column);
    } else if (action === 'sort') {
      void host.onDraft(sorted(signIn, column, value as SortDirection, host.facts));
    }
  }

  /** Gives rows a value, and says how many have it now and how many can't. */
  async setValue(rows: readonly DraftRow[], field: ChoiceField, value: string): Promise<void> {
    const host = this.#host;
    const { signIn, draft } = host;
    if (!saysAll(signIn)) return;
    const choice = choicesOf(signIn, draft, rows, field).find((each) => each.value === value);
    const keys = new Set(rows.map(({ key }) => key));
    const unfit = rows.length - (choice?.fits ?? 0);
    await this.cells.change(signIn, withValue(signIn, keys, field, value), [
      unfit > 0 && signIn.t('bulk.unfit', { count: unfit, value: choice?.text ?? value }),
    ]);
  }

  get #rows(): DraftRow[] {
    return tickedRows(this.#selection, this.#host.draft.rows);
  }

  get #parties() {
    return this.#host.renderRoot.querySelector('renewal-bulk-parties-dialog');
  }

  #select(selection: Selection): void {
    this.#selection = selection;
    const { signIn } = this.#host;
    if (saysAll(signIn)) this.#ticked = signIn.t('bulk.count', { count: this.#rows.length });
    this.#host.requestUpdate();
  }

  /** The pressed button disappears with the bar: the focus moves back to the table. */
  #clear(): void {
    this.#select(NO_SELECTION);
    this.#groups.focusTable();
  }

  async #remove({ t }: SignIn): Promise<void> {
    const keys = new Set(this.#rows.map(({ key }) => key));
    this.#selection = NO_SELECTION;
    const said = t('bulk.removed', { count: keys.size });
    await this.#groups.change(withoutRows(keys), said, 'button[name=undo]');
  }

  /**
   * Ctrl+A ticks all shown rows; on a cell, Shift+Space ticks the rows from the last ticked one to its own, and Delete
   * takes the ticked rows out, if its own is one.
   */
  #handleKeydown(event: KeyboardEvent): void {
    const target = event.composedPath()[0] as Element;
    const key = rowKeyOf(event);
    if (key === null || isInDialog(event)) return;
    const { signIn } = this.#host;
    const { ctrlKey, metaKey, altKey, shiftKey } = event;
    const isCommand = (ctrlKey || metaKey) && !altKey;
    const isPlain = !ctrlKey && !metaKey && !altKey && !shiftKey;
    // Ctrl+A in a text selects the text.
    if (isCommand && event.key.toLowerCase() === 'a' && !isTextField(target)) this.tickAll();
    else if (target.localName !== 'td') return;
    else if (event.key === ' ' && shiftKey) this.tick(key, true);
    else if (event.key === 'Delete' && isPlain && this.isTicked(key) && saysAll(signIn))
      void this.#remove(signIn);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
