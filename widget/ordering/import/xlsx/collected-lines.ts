import { UnreadableFile } from './unreadable-file.ts';

/** A line of a sheet that has at least one filled cell. */
export interface SheetLine {
  /** The line's number in the sheet, from 1. */
  number: number;
  cells: string[];
}

/** Cells merged over several lines. */
export interface MergedCells {
  /** The leftmost column, from 0. */
  column: number;
  /** Numbers of the first and the last line. */
  from: number;
  to: number;
  /** Contents of the first line, where that is hidden and not read. */
  hidden?: string;
}

/** Columns beyond are not read. */
export const MOST_COLUMNS = 200;

/** More merged cells than a sheet has lines are no list's. */
const MOST_MERGED = 50_100;

interface LinesOptions {
  /** Lines with something in them; a sheet with more is refused. */
  mostLines: number;
  /** Rows hidden by a filter, or by hand, are lines, too. */
  withHidden: boolean;
}

/** The lines of a sheet with something in them: they collect in `lines`, from where the caller takes them. */
export class CollectedLines {
  readonly #options: LinesOptions;
  lines: SheetLine[] = [];
  count = 0;
  /** Hidden rows with something in them. */
  hidden = 0;
  readonly merged: MergedCells[] = [];
  /** The cells of hidden lines that are not read, by the lines' numbers. */
  readonly #hiddenCells = new Map<number, readonly string[]>();

  constructor(options: LinesOptions) {
    this.#options = options;
  }

  /** Takes a line; one without a filled cell is none. */
  add(number: number, cells: string[], isHidden: boolean): void {
    if (cells.length === 0) return;
    if (isHidden) {
      this.hidden += 1;
      if (!this.#options.withHidden) {
        this.#hiddenCells.set(number, cells);
        return;
      }
    }
    this.count += 1;
    if (this.count > this.#options.mostLines) throw new UnreadableFile('tooManyLines');
    this.lines.push({ number, cells });
  }

  /** Takes merged cells, whose first line has come. */
  merge(column: number, from: number, to: number): void {
    if (from >= to || column >= MOST_COLUMNS || this.merged.length === MOST_MERGED) return;
    const hidden = this.#hiddenCells.get(from)?.[column];
    this.merged.push({ column, from, to, ...(hidden !== undefined && { hidden }) });
  }
}

/** Fills a cell of a line; those before it are empty. */
export function fillCell(cells: string[], column: number, text: string): void {
  if (text === '' || column >= MOST_COLUMNS) return;
  while (cells.length < column) cells.push('');
  cells[column] = text;
}
