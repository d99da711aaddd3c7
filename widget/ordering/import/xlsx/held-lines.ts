import type { SheetLine } from './collected-lines.ts';

/** Lines of a sheet with something like a tax code make it a list; one alone may be that of a cover. */
const LIST_CODES = 2;

/** The lines of a sheet, held until it is known whether it is the list: a cover or a summary may come before it. */
export class HeldLines {
  readonly #options: { onLines(lines: SheetLine[]): void };
  readonly #held: SheetLine[] = [];
  areHanded = false;
  /** Lines so far with something like a tax code. */
  codes = 0;

  constructor(options: { onLines(lines: SheetLine[]): void }, isWanted: boolean) {
    this.#options = options;
    if (isWanted) this.codes = LIST_CODES;
  }

  add(lines: readonly SheetLine[]): void {
    this.#held.push(...lines);
    if (!this.areHanded && this.codes < LIST_CODES) {
      this.codes += lines.filter(({ cells }) => cells.some(isCodeLike)).length;
    }
    if (this.codes >= LIST_CODES) this.hand();
  }

  hand(): void {
    this.areHanded = true;
    this.#options.onLines(this.#held.splice(0));
  }
}

const isCodeLike = (text: string) => /(?<!\d)\d{9,13}(?!\d)/.test(text.replace(/[ .-]/g, ''));
