import { foldText } from '../../../shared/search-text.ts';
import type { CellLine } from '../paste/delimited-lines.ts';
import { codeColumnOf } from '../paste/pasted-table.ts';

/** Lines among which the headings of lists side by side are looked for. */
const HEADING_LINES = 200;

/**
 * Lines of lists that stand side by side, as a long one on paper, one list below the other; of a single list, as they
 * are. The second list's part of line 3 is 3.2.
 */
export function onePerLine(lines: readonly CellLine[]): readonly CellLine[] {
  for (const [index, { cells }] of lines.slice(0, HEADING_LINES).entries()) {
    const starts = startsOf(cells.map((cell) => foldText(cell)));
    if (starts.length < 2) continue;
    const below = lines.slice(index);
    const lists = starts.map((from, at) => {
      const own = below.map((line) => ({
        number: at === 0 ? line.number : Number(`${line.number}.${at + 1}`),
        cells: line.cells.slice(from, starts[at + 1]),
      }));
      return own.filter((line) => line.cells.some((cell) => cell.trim() !== ''));
    });
    return [...lines.slice(0, index), ...lists.flat()];
  }
  return lines;
}

/** The first columns of lists whose headings are alike; one: they are not. */
function startsOf(labels: readonly string[]): number[] {
  const code = codeColumnOf({ number: 0, cells: [...labels] });
  if (code < 0) return [];
  const codes = labels.flatMap((label, column) => (label === labels[code] ? [column] : []));
  const starts = codes.map((column) => column - code);
  const [, width = 0] = starts;
  const isAlike = (from: number) =>
    labels.slice(0, width).every((label, at) => !label || label === labels[from + at]);
  return starts.length > 1 && starts.every(isAlike) ? starts : [0];
}
