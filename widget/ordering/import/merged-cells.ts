import type { MergedCells, SheetLine } from './xlsx/collected-lines.ts';

/** Gives all lines over which cells are merged the text of the first: a spreadsheet keeps it only there. */
export function fillMerged(lines: readonly SheetLine[], merged: readonly MergedCells[]): void {
  /** The last line filled, by column: only broken files have overlapping merged cells. */
  const filled = new Map<number, number>();
  for (const { column, from, to, hidden } of merged.toSorted(
    (one, other) => one.from - other.from,
  )) {
    let at = indexFrom(lines, from);
    const line = lines[at];
    const text = hidden ?? (line?.number === from ? line.cells[column] : '') ?? '';
    if (text === '' || from <= (filled.get(column) ?? 0)) continue;
    filled.set(column, to);
    for (; ; at++) {
      const { number, cells } = lines[at] ?? { number: to + 1, cells: [] };
      if (number > to) break;
      while (cells.length < column) cells.push('');
      cells[column] = text;
    }
  }
}

/** Index of the first line with a number or a higher one. */
function indexFrom(lines: readonly SheetLine[], number: number): number {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lines[middle]?.number ?? 0) < number) low = middle + 1;
    else high = middle;
  }
  return low;
}
