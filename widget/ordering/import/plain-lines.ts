import { foldText } from '../../../shared/search-text.ts';
import {
  type CellLine,
  delimitedLines,
  delimiterOf,
  isDelimiterNote,
} from '../paste/delimited-lines.ts';
import { candidatesOf } from '../paste/pasted-table.ts';

/** Lines by which the columns of a text are found. */
const SAMPLE = 100;

const COLUMN_GAP = /[ \u00a0]{2,}/;

/** The renewal's term or years in a line without columns: "2 năm", "24 tháng"; "năm 2027", "→ 2027", but no date. */
const TERM = /(?<![\d/.,-])\d{1,2} ?(?:năm|nam|tháng|thang|years?|months?)(?!\p{L})(?! ?\d)/iu;
const YEAR = /(?<![\d/.,-])20\d\d(?![\d/.,-])/;

/** A heading above lines that end with their number of years. */
const YEARS_LAST = /(mst|ma so thue).* so nam( gia han)?$/;

/** The lines of a text with their cells: by tabs or another delimiter; by wide gaps, as from a PDF; or as in a chat. */
export function* plainLines(text: string): Generator<CellLine, void> {
  const delimiter = delimiterOf(text);
  if (delimiter === null && !text.includes('\t')) {
    const sample = linesOf(text).slice(0, SAMPLE);
    if (haveGaps(sample)) return yield* linesBy(text, (line) => line.trim().split(COLUMN_GAP));
    const areYearsLast = sample.some((line) => YEARS_LAST.test(foldText(line)));
    const parted = (line: string) => partedLine(line, areYearsLast);
    if (sample.some((line) => parted(line).length > 1)) return yield* linesBy(text, parted);
  }
  for (const line of delimitedLines(text, delimiter ?? '\t')) {
    if (!isDelimiterNote(line)) yield line;
  }
}

function linesOf(text: string): string[] {
  return text.split(/\r\n?|\n/).filter((line) => line.trim() !== '');
}

function* linesBy(text: string, cellsOf: (line: string) => string[]): Generator<CellLine, void> {
  for (const { number, cells } of delimitedLines(text, '\t')) {
    yield { number, cells: cells.flatMap(cellsOf) };
  }
}

/** Whether most lines have as many wide gaps as others. */
function haveGaps(lines: readonly string[]): boolean {
  const counts = lines.map((line) => line.trim().split(COLUMN_GAP).length);
  const alike = (count: number) => counts.filter((each) => each === count).length;
  return counts.some((count) => count > 1 && alike(count) > 1 && alike(count) * 2 > counts.length);
}

/** A line's text besides its code, its code, its term and its first year; a line without a term or a year, whole. */
function partedLine(line: string, areYearsLast: boolean): string[] {
  const [code, ...others] = candidatesOf({ number: 0, cells: [line] });
  if (code === undefined || others.length > 0) return [line];
  const last = areYearsLast ? /(?<= )\d{1,2}$/.exec(line.trim()) : null;
  const rest = line.replace(code.text, ' ');
  const [term = last?.[0] && `${last[0]} năm`] = TERM.exec(rest) ?? [];
  const [year] = YEAR.exec(rest.replace(TERM, ' ')) ?? [];
  if (!term && !year) return [line];
  const said = rest
    .replace(TERM, ' ')
    .replace(YEAR, ' ')
    .replace(/^[\s\p{P}→>]+|[\s\p{P}→>]+$/gu, '');
  return [said, code.text, term ?? '', year ?? ''];
}
