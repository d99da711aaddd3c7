import type { DraftRow } from '../draft/draft.ts';

/** Which rows the table shows: all of them, or some alone. Rows added meanwhile are shown, too. */
export class ShownRows {
  #hidden: ReadonlySet<number> = new Set();

  get isPart(): boolean {
    return this.#hidden.size > 0;
  }

  /** The rows that are not hidden. If all of those shown alone are gone, all others. */
  of(rows: readonly DraftRow[]): readonly DraftRow[] {
    if (!this.isPart) return rows;
    const shown = rows.filter(({ key }) => !this.#hidden.has(key));
    if (shown.length > 0) return shown;
    this.showAll();
    return rows;
  }

  /** They stay shown while they are edited, whatever becomes of the reason for it. */
  showOnly(keys: ReadonlySet<number>, rows: readonly DraftRow[]): void {
    this.#hidden = new Set(rows.map(({ key }) => key).filter((key) => !keys.has(key)));
  }

  showAll(): void {
    this.#hidden = new Set();
  }
}
