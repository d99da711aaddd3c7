import type { DraftRow } from '../draft/draft.ts';

/** Stands for a column: the filter by a search in the whole table. */
export const SEARCH = 'search';

/** The rows that the table shows: all of them, or some alone. Rows added meanwhile are shown, too. */
export class ShownRows {
  /** Keys of hidden rows, by the column whose filter hides them; empty for other reasons. */
  readonly #hidden = new Map<string, ReadonlySet<number>>();

  get isPart(): boolean {
    return this.#hidden.size > 0;
  }

  /** The rows that are not hidden. If all rows shown alone are gone, all others. */
  of(rows: readonly DraftRow[]): readonly DraftRow[] {
    if (!this.isPart) return rows;
    const shown = this.without('', rows);
    if (shown.length > 0) return shown;
    this.showAll();
    return rows;
  }

  /** The rows that would be shown without the filter of a column. */
  without(column: string, rows: readonly DraftRow[]): readonly DraftRow[] {
    const sets = [...this.#hidden].flatMap(([by, keys]) => (by && by === column ? [] : [keys]));
    return rows.filter(({ key }) => !sets.some((keys) => keys.has(key)));
  }

  isFilteredBy(column: string): boolean {
    return this.#hidden.has(column);
  }

  /** Whether rows are hidden for any other reason than the filter of a column. */
  isPartWithout(column: string): boolean {
    return this.#hidden.size > Number(this.#hidden.has(column));
  }

  /**
   * Hides all other rows. Those shown stay shown while they are edited, even if the reason is gone.
   *
   * @param column whose filter it is, in the place of its former one and beside those of others; empty: in the place of all
   */
  showOnly(keys: ReadonlySet<number>, rows: readonly DraftRow[], column = ''): void {
    if (column === '') this.#hidden.clear();
    const hidden = new Set(rows.map(({ key }) => key).filter((key) => !keys.has(key)));
    if (hidden.size > 0) this.#hidden.set(column, hidden);
    else this.#hidden.delete(column);
  }

  /** @param column shows those again that its filter alone hides; without it, all */
  showAll(column?: string): void {
    if (column === undefined) this.#hidden.clear();
    else this.#hidden.delete(column);
  }
}
