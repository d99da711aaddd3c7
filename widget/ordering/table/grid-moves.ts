/** A movement between cells: by rows or cells, or to the first or last of them. */
export interface Move {
  rows?: number | 'page' | '-page' | 'first' | 'last';
  cells?: number | 'first' | 'last';
}

interface Place {
  row: number;
  cell: number;
}

const MOVES: Readonly<Record<string, Move>> = {
  ArrowUp: { rows: -1 },
  ArrowDown: { rows: 1 },
  ArrowLeft: { cells: -1 },
  ArrowRight: { cells: 1 },
  PageUp: { rows: '-page' },
  PageDown: { rows: 'page' },
  Home: { cells: 'first' },
  End: { cells: 'last' },
  'Control+Home': { rows: 'first', cells: 'first' },
  'Control+End': { rows: 'last', cells: 'last' },
  'Control+ArrowUp': { rows: 'first' },
  'Control+ArrowDown': { rows: 'last' },
  'Control+ArrowLeft': { cells: 'first' },
  'Control+ArrowRight': { cells: 'last' },
};

/** The movement that a key stands for (ARIA grid, and a spreadsheet's); ⌘ is a Mac's Control. */
export function moveOf({
  key,
  ctrlKey,
  metaKey,
  shiftKey,
  altKey,
}: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>): Move | null {
  if (shiftKey || altKey) return null;
  return MOVES[ctrlKey || metaKey ? `Control+${key}` : key] ?? null;
}

/** The cell a movement leads to; it ends at the table's edges. */
export function moveTo(
  from: Place,
  { rows = 0, cells = 0 }: Move,
  size: { rows: number; cells: number; page: number },
): Place {
  const steps = rows === 'page' ? size.page : rows === '-page' ? -size.page : rows;
  return {
    row: stepped(from.row, steps, size.rows),
    cell: stepped(from.cell, cells, size.cells),
  };
}

function stepped(from: number, by: number | 'first' | 'last', count: number): number {
  if (by === 'first') return 0;
  const to = by === 'last' ? count - 1 : from + by;
  return Math.max(0, Math.min(count - 1, to));
}
