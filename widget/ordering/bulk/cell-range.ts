import type { DraftRow } from '../draft/draft.ts';
import { type Move, moveTo } from '../table/grid-moves.ts';
import { CELL_COLUMNS, type CellColumn } from './cells.ts';

/** A cell by its row's key and its column. */
export interface CellPlace {
  key: number;
  column: CellColumn;
}

/** A rectangle of cells. */
export interface CellRange {
  rows: readonly DraftRow[];
  columns: readonly CellColumn[];
}

/** The cell to which a key leads from another; the table's edges end it. */
export function movedBy(
  move: Move,
  { key, column }: CellPlace,
  shown: readonly DraftRow[],
  columns: readonly CellColumn[],
  page: number,
): CellPlace {
  const from = { row: rowAt(shown, key), cell: columns.indexOf(column) };
  const to = moveTo(from, move, { rows: shown.length, cells: columns.length, page });
  return { key: shown[to.row]?.key ?? key, column: columns[to.cell] ?? column };
}

/** The cells between two corners, of the columns that are shown. */
export function rangeBetween(
  from: CellPlace,
  to: CellPlace,
  shown: readonly DraftRow[],
  columns: readonly CellColumn[] = CELL_COLUMNS,
): CellRange {
  const columnAt = ({ column }: CellPlace) => columns.indexOf(column);
  return {
    rows: between(shown, rowAt(shown, from.key), rowAt(shown, to.key)),
    columns: between(columns, columnAt(from), columnAt(to)),
  };
}

/** The rows beyond a range as far as another row, the nearest first; none where that row is in the range. */
export function rowsUpTo(
  { rows }: CellRange,
  key: number,
  shown: readonly DraftRow[],
): readonly DraftRow[] {
  const [first, last] = [rows[0], rows.at(-1)].map((row) => rowAt(shown, row?.key ?? -1));
  const to = rowAt(shown, key);
  if (first === undefined || last === undefined || first < 0 || to < 0) return [];
  return to < first ? shown.slice(to, first).reverse() : shown.slice(last + 1, to + 1);
}

function rowAt(shown: readonly DraftRow[], key: number): number {
  return shown.findIndex((row) => row.key === key);
}

function between<Item>(items: readonly Item[], one: number, other: number): Item[] {
  return items.slice(Math.min(one, other), Math.max(one, other) + 1);
}
