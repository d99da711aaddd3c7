import { OTHER_NUMBER } from '../../paste/codes-among-words.ts';
import { candidatesOf, type PastedLine } from '../../paste/pasted-table.ts';
import { isPolite } from './polite-lines.ts';

/** A longer text is no message, and would take long to search. */
export const MOST_MESSAGE = 100_000;

/** The most lines of one customer. */
const MOST_LINES = 5;

/** A line of a code alone, with its label. */
const CODE_ALONE = /^\s*([\p{L}\s]{0,20}[:.])?[\d\s.-]+$/u;

/** A line with a number, or a text behind its label: "Tên: Sao Mai". */
const OF_CUSTOMER = /\d|:\s*\S/;

/** Lines of a message that belong to customers alike: each has as many, with its code alone on one of them. */
interface Records {
  from: number;
  count: number;
  /** Number of lines of each, and the place of its code among them. */
  size: number;
  place: number;
}

/**
 * A message that has a customer's name, code and term on lines of their own, with one line for each customer; the line's
 * number is that of its first. Any other text is returned as it is.
 */
export function withWholeRecords(text: string): string {
  if (text.length > MOST_MESSAGE) return text;
  const lines = text.split(/\r\n?|\n/);
  const found = blocksOf(lines).flatMap(({ from, to }) => recordsAmong(lines, from, to) ?? []);
  const [first] = found;
  const areAlike = found.every(({ size, place }) => size === first?.size && place === first?.place);
  if (!first || !areAlike || found.reduce((sum, { count }) => sum + count, 0) < 2) return text;
  for (const { from, count, size } of found) {
    for (let at = from; at < from + count * size; at += size) {
      lines[at] = lines.slice(at, at + size).join(' - ');
      lines.fill('', at + 1, at + size);
    }
  }
  return lines.join('\n');
}

const isCodeAlone = (line: string) => CODE_ALONE.test(line) && !OTHER_NUMBER.test(line);

const lineOf = (text: string): PastedLine => ({ number: 0, cells: [text.trim()] });

/** Stretches of lines between empty ones, and those between people. */
function blocksOf(lines: readonly string[]): { from: number; to: number }[] {
  const ends = lines.map((line) => line.trim() === '' || isPolite(lineOf(line)));
  const blocks: { from: number; to: number }[] = [];
  for (let from = 0; from < lines.length; from++) {
    if (ends[from]) continue;
    const end = ends.indexOf(true, from);
    const to = end < 0 ? lines.length : end;
    blocks.push({ from, to });
    from = to;
  }
  return blocks;
}

/** The records of a block, perhaps below a line of words ("Danh sách gia hạn:"), above one, or both. */
function recordsAmong(lines: readonly string[], from: number, to: number): Records | undefined {
  const words = (at: number) => (OF_CUSTOMER.test(lines[at] ?? '') ? 0 : 1);
  const [first, last] = [from + words(from), to - words(to - 1)];
  return (
    recordsIn(lines, from, to) ??
    recordsIn(lines, first, to) ??
    recordsIn(lines, from, last) ??
    recordsIn(lines, first, last)
  );
}

/** The records of a block; undefined: its lines are none. */
function recordsIn(lines: readonly string[], from: number, to: number): Records | undefined {
  const codes = lines
    .slice(from, to)
    .map((line) => (isCodeAlone(line) ? candidatesOf(lineOf(line)).length : 0));
  const count = codes.filter((each) => each === 1).length;
  const size = (to - from) / count;
  const place = codes.indexOf(1);
  const isRegular = codes.every((each, at) => each === (at % size === place ? 1 : 0));
  return count > 0 && size > 1 && size <= MOST_LINES && Number.isInteger(size) && isRegular
    ? { from, count, size, place }
    : undefined;
}
