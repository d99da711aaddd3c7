import { cleanLine } from '../../../shared/clean-text.ts';
import type { CellLine } from '../paste/delimited-lines.ts';
import type { Values } from './headings.ts';
import { isNotRenewed } from './not-renewed.ts';
import { isTerm } from './read-values.ts';

/** Lines among which the headings of ticked columns are looked for. */
const HEADING_LINES = 50;

/** A tick, and an answer that agrees. */
const TICK = /^([xv✓✔☑√●•]|c[óo]|yes|y|ok)$/iu;

export const isTick = (text: string): boolean => TICK.test(text.trim());

/** Years alone are often a history. */
const YEAR = /^(năm|nam|ntc) 20\d\d$/i;

/** Headings of columns with the texts in place of their ticks. */
const HEADINGS = {
  years: 'Số năm',
  year: 'Năm tài chính',
  payer: 'Người thanh toán',
  plan: 'Gói',
  not: 'Ghi chú',
} as const;
type Ticked = keyof typeof HEADINGS;

function tickedOf(text: string, { isPlan, isPayer }: Values): Ticked | undefined {
  if (isTerm(text)) return 'years';
  if (YEAR.test(text)) return 'year';
  if (isPayer(text)) return 'payer';
  if (isNotRenewed({ number: 0, cells: [text] })) return 'not';
  return isPlan(text) ? 'plan' : undefined;
}

/**
 * Lines whose columns "1 năm", "2 năm", "KTDV trả", "KH trả", "Không gia hạn" are ticked, with one column for each kind that
 * has the texts of those ticked.
 */
export function withoutTicks(lines: readonly CellLine[], values: Values): readonly CellLine[] {
  for (const [index, { cells }] of lines.slice(0, HEADING_LINES).entries()) {
    const below = lines.slice(index + 1);
    const kinds = new Map(
      cells.flatMap((cell, column) => {
        const kind = cell.length < 60 ? tickedOf(cleanLine(cell), values) : undefined;
        return kind && areTicks(below, column) ? [[column, kind] as const] : [];
      }),
    );
    if (kinds.size === 0) continue;
    const texts = below.map((line) => ticksAsTexts(line, cells, kinds));
    const heading = cells.map((cell, column) => {
      const kind = kinds.get(column);
      return kind === undefined ? cell : firstOf(kinds, kind) === column ? HEADINGS[kind] : '';
    });
    return [...lines.slice(0, index), { ...(lines[index] as CellLine), cells: heading }, ...texts];
  }
  return lines;
}

/** Whether a column has ticks and nothing else. */
export function areTicks(lines: readonly CellLine[], column: number): boolean {
  const textOf = ({ cells }: CellLine) => (cells[column] ?? '').trim();
  return lines.every((line) => textOf(line) === '' || isTick(textOf(line))) && lines.some(textOf);
}

const firstOf = (kinds: ReadonlyMap<number, Ticked>, kind: Ticked) =>
  [...kinds.keys()].find((column) => kinds.get(column) === kind) ?? -1;

function ticksAsTexts(
  line: CellLine,
  headings: readonly string[],
  kinds: ReadonlyMap<number, Ticked>,
): CellLine {
  const textsOf = (kind: Ticked) =>
    [...kinds.keys()]
      .filter((column) => kinds.get(column) === kind && line.cells[column]?.trim())
      .map((column) => headings[column])
      .join(', ');
  const cells = line.cells.map((cell, column) => {
    const kind = kinds.get(column);
    return kind === undefined ? cell : firstOf(kinds, kind) === column ? textsOf(kind) : '';
  });
  return { ...line, cells };
}
