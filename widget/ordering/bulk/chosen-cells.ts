import type { DraftRow } from '../draft/draft.ts';
import { type CellPlace, type CellRange, rangeBetween } from './cell-range.ts';
import { type CellColumn, fieldOf } from './cells.ts';

/** Cells by their rows' keys, since rows may change while they are chosen. */
interface Cells {
  keys: ReadonlySet<number>;
  columns: readonly CellColumn[];
  /** The row in which the handle stands. */
  last: number | undefined;
}

/** The chosen range of the table: from the cell with the focus to the corner opposite. */
export class ChosenCells {
  /** The corner opposite to the cell with the focus; null: no range. */
  end: CellPlace | null = null;
  #chosen: Cells | null = null;
  /** Rows to which the range is being dragged. */
  #filling: Cells | null = null;

  /** The range with the rows as they are now; null without one. */
  of(shown: readonly DraftRow[]): CellRange | null {
    if (!this.#chosen) return null;
    const { keys, columns } = this.#chosen;
    return { rows: shown.filter(({ key }) => keys.has(key)), columns };
  }

  choose(
    from: CellPlace,
    end: CellPlace,
    shown: readonly DraftRow[],
    columns: readonly CellColumn[],
  ): CellRange {
    const range = rangeBetween(from, end, shown, columns);
    this.end = end;
    this.#chosen = cellsOf(range);
    return range;
  }

  /** Extends the range to the filled rows. */
  grow({ rows, columns }: CellRange, filled: readonly DraftRow[], isUp: boolean): void {
    const all = isUp ? [...filled.toReversed(), ...rows] : [...rows, ...filled];
    const [key, column] = [filled.at(-1)?.key, columns.at(-1)];
    this.#chosen = cellsOf({ rows: all, columns });
    if (key !== undefined && column) this.end = { key, column };
  }

  /** Shows which rows would be filled; null: none. */
  fill(range: CellRange | null): void {
    this.#filling = range && cellsOf(range);
  }

  /** @returns whether there was a range */
  forget(): boolean {
    const had = this.#chosen !== null;
    this.end = this.#chosen = null;
    return had;
  }

  /** Classes of a cell. */
  marksOf({ key }: DraftRow, column: string): string {
    if (has(this.#filling, key, column)) return 'filling';
    const cells = this.#chosen;
    if (!has(cells, key, column)) return '';
    const isCorner = cells.last === key && cells.columns.at(-1) === column;
    return isCorner && cells.columns.some(fieldOf) ? 'ranged corner' : 'ranged';
  }
}

function cellsOf({ rows, columns }: CellRange): Cells {
  return { keys: new Set(rows.map(({ key }) => key)), columns, last: rows.at(-1)?.key };
}

function has(cells: Cells | null, key: number, column: string): cells is Cells {
  return cells?.keys.has(key) === true && cells.columns.some((each) => each === column);
}
