import { cleanLine } from '../../../../shared/clean-text.ts';
import { foldText } from '../../../../shared/search-text.ts';
import type { CellLine } from '../../paste/delimited-lines.ts';
import type { Values } from './headings.ts';
import { isNo, isNotRenewed } from './not-renewed.ts';
import { isTerm } from './read-values.ts';

/** Lines among which the headings of ticked columns are looked for. */
const HEADING_LINES = 50;

/** A longer text is no heading of a tick. */
const MOST_HEADING = 60;

/** A tick, and an answer that agrees, without a mark's variant. */
const TICK = /^([xv✓✔☑√●•]|c[óo]|yes|y|ok|true|đúng)$/iu;

const cellOf = ({ cells }: CellLine, column: number): string =>
  cleanLine(cells[column] ?? '').replace(/\ufe0f/g, '');

export const isTick = (text: string): boolean => TICK.test(text.replace(/\ufe0f/g, ''));

const isUnticked = (text: string): boolean => text === '' || text === '-' || isNo(text);

/** What a payer does: "KH" and "Kế toán" alone may be kinds of customers, or services. */
const PAYS = /(^| )(tra|chi tra|thanh toan|tt|ck|chuyen|chuyen khoan)( |$)/;

/** Headings of columns with the texts in place of their ticks. */
const HEADINGS = { years: 'Số năm', payer: 'Người thanh toán', not: 'Ghi chú' } as const;
type Ticked = keyof typeof HEADINGS;

function tickedOf(text: string, { isPayer }: Values): Ticked | undefined {
  if (isTerm(text)) return 'years';
  if (isPayer(text) && PAYS.test(foldText(text))) return 'payer';
  return isNotRenewed({ number: 0, cells: [text] }) ? 'not' : undefined;
}

const hasCode = ({ cells }: CellLine): boolean => cells.some((cell) => /(\d[ .]?){9}/.test(cell));

/**
 * Lines whose columns "1 năm", "2 năm", "KTDV trả", "KH trả", "Không gia hạn" are ticked, with one column for each kind that
 * has the texts of those ticked. A text that is no tick stays, and is shown.
 */
export function withoutTicks(lines: readonly CellLine[], values: Values): readonly CellLine[] {
  for (const [index, { cells }] of lines.slice(0, HEADING_LINES).entries()) {
    const kinds = new Map(
      cells.flatMap((cell, column) => {
        const kind = cell.length < MOST_HEADING ? tickedOf(cleanLine(cell), values) : undefined;
        return kind && areTicks(lines, index + 1, column) ? [[column, kind] as const] : [];
      }),
    );
    if (kinds.size === 0) continue;
    const heading = { ...(lines[index] as CellLine), cells: headingsOf(cells, kinds) };
    const below = lines.slice(index + 1).map((line) => {
      return hasCode(line) ? ticksAsTexts(line, cells, kinds) : line;
    });
    // Columns of another kind may have their headings on another line.
    return withoutTicks([...lines.slice(0, index), heading, ...below], values);
  }
  return lines;
}

/** Of columns that ask whether to renew, those that are ticked: a customer without a tick there is not to be renewed. */
export const tickedQuestions = (
  questions: readonly number[],
  lines: readonly CellLine[],
): readonly number[] => questions.filter((column) => areTicks(lines, 0, column));

/** An answer that agrees in other words, or says a term: "đồng ý", "ok em", "2 năm". */
const AGREES =
  /^(?:\d{1,2} ?(?:năm|nam|n|y|tháng|thang|t)?|x|v|c[óo]|ok\w*|yes|đồng ý|dong y|chốt|chot|gia hạn|gia han)(?!\p{L})/iu;

/** Whether a line has no tick in any of these columns; without columns, none lacks one. */
export const lacksTick = (line: CellLine, columns: readonly number[]): boolean =>
  columns.length > 0 &&
  hasCode(line) &&
  columns.every((column) => {
    const text = cellOf(line, column);
    return isUnticked(text) || !(isTick(text) || AGREES.test(text));
  });

/** Whether most texts of the customers' lines are ticks. */
function areTicks(lines: readonly CellLine[], from: number, column: number): boolean {
  let ticks = 0;
  let others = 0;
  for (let at = from; at < lines.length; at++) {
    const line = lines[at] as CellLine;
    const text = cellOf(line, column);
    if (isUnticked(text) || !hasCode(line)) continue;
    if (isTick(text)) ticks += 1;
    else if (++others > 20 && others > ticks) return false;
  }
  return ticks > 0 && ticks * 10 >= (ticks + others) * 7;
}

const isFirst = (kinds: ReadonlyMap<number, Ticked>, column: number): boolean =>
  [...kinds.keys()].find((each) => kinds.get(each) === kinds.get(column)) === column;

const headingsOf = (cells: readonly string[], kinds: ReadonlyMap<number, Ticked>): string[] =>
  cells.map((cell, column) => {
    const kind = kinds.get(column);
    return kind === undefined ? cell : isFirst(kinds, column) ? HEADINGS[kind] : '';
  });

function ticksAsTexts(
  line: CellLine,
  headings: readonly string[],
  kinds: ReadonlyMap<number, Ticked>,
): CellLine {
  const textOf = (column: number) => {
    const text = cellOf(line, column);
    return isTick(text) ? cleanLine(headings[column] ?? '') : isUnticked(text) ? '' : text;
  };
  const cells = line.cells.map((cell, column) => {
    const kind = kinds.get(column);
    if (kind === undefined) return cell;
    const own = [...kinds.keys()].filter((each) => kinds.get(each) === kind).map(textOf);
    return isFirst(kinds, column) ? own.filter(Boolean).join(', ') : '';
  });
  return { ...line, cells };
}
