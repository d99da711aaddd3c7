import type { DraftRow } from '../draft/draft.ts';
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

const STEPS: Readonly<Record<string, readonly [rows: number, columns: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** The cell beside another, in the direction of an arrow key; the same at an edge. Null for another key. */
export function beside(
  { key, column }: CellPlace,
  arrow: string,
  shown: readonly DraftRow[],
  columns: readonly CellColumn[],
): CellPlace | null {
  const step = STEPS[arrow];
  if (!step) return null;
  const row = shown[shown.findIndex((each) => each.key === key) + step[0]];
  return {
    key: row?.key ?? key,
    column: columns[columns.indexOf(column) + step[1]] ?? column,
  };
}

/** The cells between two corners, of the columns that are shown. */
export function rangeBetween(
  from: CellPlace,
  to: CellPlace,
  shown: readonly DraftRow[],
  columns: readonly CellColumn[] = CELL_COLUMNS,
): CellRange {
  const rowAt = ({ key }: CellPlace) => shown.findIndex((row) => row.key === key);
  const columnAt = ({ column }: CellPlace) => columns.indexOf(column);
  return {
    rows: between(shown, rowAt(from), rowAt(to)),
    columns: between(columns, columnAt(from), columnAt(to)),
  };
}

function between<Item>(items: readonly Item[], one: number, other: number): Item[] {
  return items.slice(Math.min(one, other), Math.max(one, other) + 1);
}
