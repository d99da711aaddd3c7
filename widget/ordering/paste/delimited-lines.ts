import { codesAmongWords, isCompany } from './codes-among-words.ts';

/** A line of cells as they were written. */
export interface CellLine {
  /** The line's number in the text, from 1; for a cell of several lines, the first. */
  number: number;
  cells: string[];
}

/** Longest cell in quotes: beyond it the quote is a character without an end. A cell of Excel's has at most 32,767. */
const MOST_QUOTED = 40_000;

/** Number of lines by which the delimiter is guessed. */
const SAMPLE = 100;

/** Tabs come from spreadsheets, semicolons from those that write decimals with a comma. */
const DELIMITERS = ['\t', ';', ',', '|'];

/**
 * Cells and lines in the form that spreadsheets copy and save: a cell with a delimiter, a quote or a line break is
 * quoted. Read a line at a time, so that a long text can be read in steps.
 */
export function* delimitedLines(text: string, delimiter: string): Generator<CellLine, void> {
  const plainEnd = new RegExp(`[\\${delimiter}\r\n]`, 'g');
  let at = 0;
  let number = 1;
  let line: CellLine = { number, cells: [] };
  for (;;) {
    const quoted = text[at] === '"' ? endOfQuoted(text, at, delimiter) : null;
    let end = quoted;
    if (end === null) {
      plainEnd.lastIndex = at;
      end = plainEnd.exec(text)?.index ?? text.length;
    }
    const written = text.slice(at, end);
    line.cells.push(quoted === null ? written : written.slice(1, -1).replaceAll('""', '"'));
    if (quoted !== null) number += written.match(/\r\n?|\n/g)?.length ?? 0;
    at = end;
    if (text[at] === delimiter) {
      at += 1;
      continue;
    }
    yield line;
    if (at >= text.length) return;
    at += text.startsWith('\r\n', at) ? 2 : 1;
    number += 1;
    line = { number, cells: [] };
  }
}

/** The end of a cell in quotes; null: its quotes are characters of it. */
function endOfQuoted(text: string, from: number, delimiter: string): number | null {
  const isEnd = (at: number) =>
    at >= text.length || text[at] === delimiter || text[at] === '\r' || text[at] === '\n';
  for (let at = from + 1; at - from < MOST_QUOTED; ) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return null;
    if (isEnd(quote + 1)) return quote + 1;
    if (text[quote + 1] !== '"') return null;
    at = quote + 2;
  }
  return null;
}

/** The character between a text's cells, by which most of its lines have as many cells; null: lines have one cell. */
export function delimiterOf(text: string): string | null {
  // Excel's own note about the delimiter.
  const [, said] = /^"?sep=([^\w"])"?[\r\n]/i.exec(text) ?? [];
  if (said !== undefined) return said;
  const scores = DELIMITERS.map((delimiter) => ({ delimiter, ...scoreOf(text, delimiter) }));
  const [best] = scores
    .filter(({ alike, lines }) => alike >= 2 && alike * 2 > lines)
    .sort((one, other) => other.alike - one.alike || other.cells - one.cells);
  return best?.delimiter ?? null;
}

/** Number of lines that have the commonest number of cells above one; none, where half name customers in several. */
function scoreOf(text: string, delimiter: string) {
  const counts = new Map<number, number>();
  let lines = 0;
  let several = 0;
  for (const { cells } of delimitedLines(text, delimiter)) {
    if (cells.every((cell) => cell.trim() === '')) continue;
    if (cells.length > 1) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1);
    lines += 1;
    if (delimiter !== '\t' && nameSeveral(cells)) several += 1;
    if (lines === SAMPLE) break;
  }
  const [commonest = [1, 0]] = [...counts].sort(([, one], [, other]) => other - one);
  if (several * 2 >= lines) return { cells: 1, alike: 0, lines };
  return { cells: commonest[0], alike: commonest[1], lines };
}

/** Whether two cells have a company's code each, and one of them among words: customers, as in a message. */
function nameSeveral(cells: readonly string[]): boolean {
  const coded = cells.filter((cell) => codesAmongWords(cell).some(isCompany));
  return coded.length > 1 && coded.some((cell) => /\p{L}/u.test(cell));
}

/** Whether a line is Excel's own note about the delimiter, and none of the table. */
export function isDelimiterNote({ number, cells }: CellLine): boolean {
  return (
    number === 1 && /^"?sep=/i.test(cells[0] ?? '') && cells.slice(1).every((cell) => cell === '')
  );
}
