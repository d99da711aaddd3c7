import { foldText } from '../../../../shared/search-text.ts';
import type { CellLine } from '../../paste/delimited-lines.ts';
import { codeColumnOf } from '../../paste/pasted-table.ts';

/** Lines among which the headings of lists side by side are looked for. */
const HEADING_LINES = 200;

/**
 * Lines of lists that stand side by side, as a long one on paper, one list below the other; of a single list, as they
 * are. The second list's part of line 3 is 3.2.
 */
export function onePerLine(lines: readonly CellLine[]): readonly CellLine[] {
  for (const [index, { cells }] of lines.slice(0, HEADING_LINES).entries()) {
    const labels = cells.map((cell) => foldText(cell));
    const starts = startsOf(labels);
    if (starts.length < 2) continue;
    const below = lines.slice(index);
    const code = codeColumnOf({ number: 0, cells: labels });
    const others = starts.slice(1);
    const areOthers = others.some((from) => isOfOther(lines[index - 1], below, from, code));
    if (areOthers) return lines;
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
  // Columns of codes alone, such as a former code and the present one, have more beside the last.
  const isPair = width === 1 && labels.slice(starts.length).some(Boolean);
  return starts.length > 1 && !isPair && starts.every(isAlike) ? starts : [0];
}

/** Words above columns about another party of each line's; "Hóa đơn điện tử" and "Chưa thanh toán" may be lists. */
const OTHER_PARTY =
  /(xuat|nhan|lay) hoa don|(ben|nguoi|don vi) (thanh toan|tra|mua)|(cong ty|cty) me(?![a-z])|payer|parent/;

/** Whether columns name another party of each line's: by the words above, or as the same code stands on many lines. */
function isOfOther(
  above: CellLine | undefined,
  [, ...below]: readonly CellLine[],
  from: number,
  code: number,
): boolean {
  if (OTHER_PARTY.test(foldText(above?.cells[from] ?? ''))) return true;
  const codes = below.map(({ cells }) => (cells[from + code] ?? '').trim());
  const filled = codes.filter((text) => text !== '');
  return filled.length > 1 && new Set(filled).size * 2 <= filled.length;
}
