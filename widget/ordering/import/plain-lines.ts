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

/** A longer line is no message, and would take long to search. */
const MOST_PARTED = 500;

/** A term in a line without columns: "2 năm", "24 tháng"; not the number and the name in "số 2 Nam Từ Liêm". */
const TERM =
  /(?<![\d/.,-])\d{1,2} ?(?:(?:năm|Năm|NĂM|tháng|Tháng|THÁNG|years?|months?)(?!\p{L})(?! ?(?:20\d\d|\d{1,2})(?![\d.,]))|(?:nam|thang)(?=\s*(?:$|[^\p{L}\s\d]|(?:nh[eé]|nha|[aạ]|gi[uú]p)(?!\p{L}))))/u;

/** The first year: "năm 2027", "→ 2027"; none of a date. */
const YEAR = /(?<![\d/.,-])20\d\d(?![\d/.,-])/;

/** What stands before a number that is no tax code. */
const OTHER_NUMBER =
  /(?:đt|đ\/t|dt|sđt|sdt|điện thoại|dien thoai|tel|phone|zalo|hotline|fax|cccd|cmnd|cmt|stk)[\s.:]*$/iu;

/** A heading above lines that end with their number of years. */
const YEARS_LAST = /(mst|ma so thue).* so nam( gia han)?$/;

/** The lines of a text with their cells: by tabs or another delimiter; by wide gaps, as from a PDF; or as in a chat. */
export function* plainLines(text: string): Generator<CellLine, void> {
  const delimiter = delimiterOf(text);
  if (delimiter === null && !text.includes('\t')) {
    const sample = linesOf(text).slice(0, SAMPLE);
    if (haveGaps(sample)) return yield* gapLines(text);
    const areYearsLast = sample.some((line) => {
      return line.length <= MOST_PARTED && YEARS_LAST.test(foldText(line));
    });
    const parted = (line: string) => partedLine(line, areYearsLast);
    if (sample.some((line) => parted(line).some(hasTerm))) return yield* partedLines(text, parted);
  }
  for (const line of delimitedLines(text, delimiter ?? '\t')) {
    if (!isDelimiterNote(line)) yield line;
  }
}

function linesOf(text: string): string[] {
  return text.split(/\r\n?|\n/).filter((line) => line.trim() !== '');
}

function* gapLines(text: string): Generator<CellLine, void> {
  for (const { number, cells } of delimitedLines(text, '\t')) {
    yield { number, cells: cells.flatMap((line) => line.trim().split(COLUMN_GAP)) };
  }
}

/** Whether most lines have as many wide gaps as others. */
function haveGaps(lines: readonly string[]): boolean {
  const counts = lines.map((line) => line.trim().split(COLUMN_GAP).length);
  const alike = (count: number) => counts.filter((each) => each === count).length;
  return counts.some((count) => count > 1 && alike(count) > 1 && alike(count) * 2 > counts.length);
}

const hasTerm = ([, , term, year]: readonly string[]): boolean => !!term || !!year;

/** The lines, of which one may be several: each has a number of its own. */
function* partedLines(
  text: string,
  parted: (line: string) => string[][],
): Generator<CellLine, void> {
  let last = 0;
  for (const { number, cells } of delimitedLines(text, '\t')) {
    for (const row of parted(cells.join(' '))) {
      last = Math.max(number, last + 1);
      yield { number: last, cells: row };
    }
  }
}

/**
 * A line's customers, each with its text, its code, its term and its first year; a line without a code, whole. A term
 * behind several is that of each.
 */
function partedLine(line: string, areYearsLast: boolean): string[][] {
  if (line.length > MOST_PARTED) return [[line]];
  const rows = groupsOf(line).flatMap((group) => partedGroup(group, areYearsLast));
  const last = rows.at(-1);
  if (!last || !hasTerm(last) || rows.slice(0, -1).some(hasTerm)) return rows;
  return rows.map((row) => (row.length > 1 ? [...row.slice(0, 2), ...last.slice(2)] : row));
}

/** The parts of a line that have a code each, where semicolons or commas divide them. */
function groupsOf(line: string): string[] {
  const groups: string[] = [];
  for (const piece of line.split(/(?<=[;,])/)) {
    const isNext = codesIn(piece).length > 0 && codesIn(groups.at(-1) ?? '').length > 0;
    if (isNext || groups.length === 0) groups.push(piece);
    else groups.push(`${groups.pop()}${piece}`);
  }
  return groups;
}

function partedGroup(group: string, areYearsLast: boolean): string[][] {
  const codes = codesIn(group);
  if (codes.length === 0) return [[group]];
  const last = areYearsLast ? /(?<= )\d{1,2}$/.exec(group.trim()) : null;
  const rest = codes.reduce((text, code) => text.replace(code, ' '), group);
  const [term = last ? `${last[0]} năm` : ''] = TERM.exec(rest) ?? [];
  const [year = ''] = YEAR.exec(rest.replace(TERM, ' ')) ?? [];
  const said = rest
    .replace(TERM, ' ')
    .replace(YEAR, ' ')
    .replace(/^[\s\p{P}→>]+|[\s\p{P}→>]+$/gu, '');
  return codes.map((code) => [said, code, term, year]);
}

/** The codes of a text, without numbers that are named as others, and a person's beside a company's. */
function codesIn(text: string): string[] {
  const valid = candidatesOf({ number: 0, cells: [text] }).map((candidate) => candidate.text);
  // A mistyped code is mended with the term beside it.
  const all = valid.length > 0 ? valid : (text.match(/(?<![\d+])\d{10}(?:-\d{3})?(?!\d)/g) ?? []);
  const codes = all.filter((code) => !OTHER_NUMBER.test(text.slice(0, text.indexOf(code))));
  const companies = codes.filter((code) => !/^\d{12}$/.test(code));
  return companies.length > 0 ? companies : codes;
}
