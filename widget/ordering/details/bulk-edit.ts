import { html, nothing, type ReactiveController } from 'lit';
import { type SignIn, saysAll } from '../../api/sign-in.ts';
import { type ChoiceField, choicesOf, withValue } from '../bulk/bulk-choices.ts';
import { CellEdit, type CellEditHost } from '../bulk/cell-edit.ts';
import { CELL_COLUMNS, type CellColumn, fieldOf } from '../bulk/cells.ts';
import { columnMenu, rowsWith, type SortDirection, sorted } from '../bulk/column-actions.ts';
import { withoutRows } from '../bulk/problem-groups.ts';
import type { DraftChange, DraftRow } from '../draft/draft.ts';
import { rowChanges } from '../draft/row-changes.ts';
import {
  allTicked,
  NO_SELECTION,
  type Selection,
  ticked,
  tickedRows,
  tickOf,
} from '../draft/selection.ts';

export interface BulkEditHost extends CellEditHost {
  /** Shows some rows alone. */
  showOnly(keys: ReadonlySet<number>): void;
}

/** The ticked rows, and changes of all of them at once. */
export class BulkEdit implements ReactiveController {
  readonly #host: BulkEditHost;
  readonly cells: CellEdit;
  #selection: Selection = NO_SELECTION;

  constructor(host: BulkEditHost) {
    this.#host = host;
    host.addController(this);
    this.cells = new CellEdit(host, { tickedRows: () => this.#rows });
  }

  hostConnected(): void {
    // Before the table's own keys.
    this.#host.addEventListener('keydown', this.#handleKeydown, { capture: true });
  }

  hostDisconnected(): void {
    this.#host.removeEventListener('keydown', this.#handleKeydown, { capture: true });
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
    const { signIn, draft, onDraft } = this.#host;
    const rows = this.#rows;
    const range = html`<span class="visually-hidden" role="status">${this.cells.said}</span>`;
    if (!saysAll(signIn) || rows.length === 0) return range;
    const shown = new Set(this.#host.shownRows());
    const onSay = (text: string) => this.#host.say(text);
    return html`${range}<div class="bulk">
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
        .onClear=${() => this.#select(NO_SELECTION)}
      ></renewal-selection-bar>
      <renewal-bulk-parties-dialog
        .signIn=${signIn}
        .onDraft=${onDraft}
        .onSay=${onSay}
      ></renewal-bulk-parties-dialog>
      <renewal-common-end-dialog
        .signIn=${signIn}
        .draft=${draft}
        .keys=${this.#selection.keys}
        .onDraft=${onDraft}
        .onSay=${onSay}
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
      .groupsOf=${() => columnMenu(signIn, this.#host.draft, this.#host.shownRows(), known)}
      .onChoose=${(id: string) => this.#chooseFor(signIn, known, id)}
    ></renewal-menu>`;
  }

  #chooseFor(signIn: SignIn, column: CellColumn, id: string): void {
    const host = this.#host;
    const [action = '', value = ''] = id.split(/:(.*)/);
    const field = fieldOf(column);
    if (action === 'set' && field) void this.setValue(host.shownRows(), field, value);
    else if (action === 'only') host.showOnly(rowsWith(signIn, host.draft, column, value));
    else if (action === 'sort') {
      void host.onDraft(sorted(signIn, column, value as SortDirection, host.facts));
    }
  }

  /** Gives rows a value, and says how many have it now and how many can't. */
  async setValue(rows: readonly DraftRow[], field: ChoiceField, value: string): Promise<void> {
    const host = this.#host;
    const { signIn, draft: before } = host;
    if (!saysAll(signIn)) return;
    const choice = choicesOf(signIn, before, rows, field).find((each) => each.value === value);
    const keys = new Set(rows.map(({ key }) => key));
    await host.onDraft(withValue(signIn, keys, field, value));
    const { changed } = rowChanges(before, host.draft);
    const unfit = rows.length - (choice?.fits ?? 0);
    const said = [signIn.t('bulk.changed', { count: changed })];
    if (unfit > 0)
      said.push(signIn.t('bulk.unfit', { count: unfit, value: choice?.text ?? value }));
    host.say(said.join(' '));
  }

  get #rows(): DraftRow[] {
    return tickedRows(this.#selection, this.#host.draft.rows);
  }

  get #parties() {
    return this.#host.renderRoot.querySelector('renewal-bulk-parties-dialog');
  }

  #select(selection: Selection): void {
    this.#selection = selection;
    this.#host.requestUpdate();
  }

  async #remove({ t }: SignIn): Promise<void> {
    const keys = new Set(this.#rows.map(({ key }) => key));
    this.#selection = NO_SELECTION;
    await this.#change(withoutRows(keys), t('bulk.removed', { count: keys.size }));
  }

  /** The bar goes with its button: the focus moves to the undo of it. */
  async #change(change: DraftChange, said: string): Promise<void> {
    const host = this.#host;
    await host.onDraft(change);
    host.say(said);
    await host.updateComplete;
    if (!host.shadowRoot?.activeElement) {
      host.renderRoot.querySelector<HTMLElement>('button[name=undo]')?.focus();
    }
  }

  /** Ctrl+A ticks all shown rows; Shift+Space on a cell ticks the rows from the last ticked one to its own. */
  readonly #handleKeydown = (event: KeyboardEvent): void => {
    const path = event.composedPath().filter((each) => each instanceof HTMLElement);
    const [target] = path;
    const key = path.find((each) => each.dataset.key)?.dataset.key;
    if (!target || key === undefined) return;
    // A dialog's rows are its own.
    if (path.some((each) => each instanceof HTMLDialogElement)) return;
    const { ctrlKey, metaKey, altKey, shiftKey } = event;
    const isCommand = (ctrlKey || metaKey) && !altKey;
    // In a text, Ctrl+A means the text.
    if (isCommand && event.key.toLowerCase() === 'a' && !isText(target)) this.tickAll();
    else if (event.key === ' ' && shiftKey && target.localName === 'td')
      this.tick(Number(key), true);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
}

function isText(target: EventTarget | undefined): boolean {
  if (target instanceof HTMLTextAreaElement) return true;
  return target instanceof HTMLInputElement && !['checkbox', 'radio'].includes(target.type);
}
