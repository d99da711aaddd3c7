import { html, type LitElement, nothing, type ReactiveController } from 'lit';
import { type FormSignIn, saysAll } from '../../api/sign-in.ts';
import { customerSearch } from '../../ui/customer-search.ts';
import type { Draft } from '../draft/draft.ts';
import { searchRows } from '../rows/found-rows.ts';
import { isInDialog } from './cell-at.ts';
import type { RowGroups } from './row-groups.ts';
import { SEARCH } from './shown-rows.ts';

export interface FindRowsHost extends LitElement {
  readonly signIn: FormSignIn;
  readonly draft: Draft;
  focusRow(key: number, selector?: string): Promise<void>;
}

/**
 * The search in the table, also by Ctrl+F: the browser's own does not find rows out of sight, which are not drawn. The
 * rows found are shown alone, like a column's filter.
 */
export class FindRows implements ReactiveController {
  readonly #host: FindRowsHost;
  readonly #groups: RowGroups;
  #text = '';
  /** Whether no row had the text: all are shown. */
  #isMissing = false;
  /** Whether the rows found have been shown alone: once all are shown again, the text is of no use. */
  #isFilter = false;

  constructor(host: FindRowsHost, groups: RowGroups) {
    this.#host = host;
    this.#groups = groups;
    host.addController(this);
    host.addEventListener('keydown', this.#handleKeydown);
  }

  hostUpdate(): void {
    if (this.#isFilter && !this.#isFiltered) this.#text = '';
    this.#isFilter = this.#isFiltered;
  }

  /** Whether the field has a text: it stays, however few rows are left. */
  get isInUse(): boolean {
    return this.#text !== '';
  }

  get #isFiltered(): boolean {
    return this.#groups.filters.isFilteredBy(SEARCH);
  }

  render(): unknown {
    const { signIn, draft } = this.#host;
    if (!saysAll(signIn)) return nothing;
    const { t } = signIn;
    const size = { count: this.#groups.shown(draft.rows).length, of: draft.rows.length };
    const said = this.#isFiltered ? t('groups.shown', size) : '';
    return html`${customerSearch(t, this.#text, (text) => this.#search(text), 'F')}
      <span class="muted" role="status">${this.#isMissing ? t('combobox.none') : said}</span>`;
  }

  #search(text: string): void {
    this.#text = text;
    const found = searchRows(this.#groups.filters.without(SEARCH, this.#host.draft.rows), text);
    const isSought = text.trim() !== '';
    this.#isMissing = isSought && found.length === 0;
    if (isSought && !this.#isMissing) {
      this.#groups.showOnly(new Set(found.map(({ key }) => key)), SEARCH);
    } else this.#groups.showAll(SEARCH);
    // Shown anew because of the text, not of the filter.
    this.#isFilter = this.#isFiltered;
  }

  get #input(): HTMLInputElement | null {
    return this.#host.renderRoot.querySelector('.find input');
  }

  readonly #handleKeydown = (event: KeyboardEvent): void => {
    const input = this.#input;
    const [target] = event.composedPath();
    if (!input || event.isComposing) return;
    if (target === input) this.#handleKeyInSearch(event);
    else if (isFind(event)) {
      event.preventDefault();
      input.focus();
      input.select();
    }
  };

  /** Enter and the arrow lead to the first row found; Escape ends the search, then leads back to the table. */
  #handleKeyInSearch(event: KeyboardEvent): void {
    const [first] = this.#groups.shown(this.#host.draft.rows);
    if (event.key === 'Escape') {
      if (this.#text === '') this.#groups.focusTable();
      else this.#search('');
      // A dialog around us would close.
      event.stopPropagation();
    } else if (event.key === 'Enter' || event.key === 'ArrowDown') {
      // Typed on, the next letter would go into a row that was not found.
      if (first && !this.#isMissing) void this.#host.focusRow(first.key, '.code');
    } else return;
    event.preventDefault();
  }
}

/** Ctrl+F, or ⌘ F, but not in a dialog of ours: it has lists of its own. */
function isFind(event: KeyboardEvent): boolean {
  const { key, ctrlKey, metaKey, altKey, shiftKey } = event;
  if (!(ctrlKey || metaKey) || altKey || shiftKey || key.toLowerCase() !== 'f') return false;
  return !isInDialog(event);
}
