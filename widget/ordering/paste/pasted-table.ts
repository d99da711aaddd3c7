import { cleanLine } from '../../../shared/clean-text.ts';
import { foldText } from '../../../shared/search-text.ts';
import { codesAmongWords, isCode } from './codes-among-words.ts';
import { delimitedLines } from './delimited-lines.ts';
import { looksLikeCode } from './is-column.ts';

/** One non-empty line of a paste. */
export interface PastedLine {
  /** The line's number in the pasted text, from 1; for a cell of several lines, the first. */
  number: number;
  cells: string[];
}

/**
 * The lines of a text pasted from a spreadsheet: cells are separated by tabs and may be quoted, with line breaks in
 * them; without tabs, by semicolons, bars or commas where one of them is a code. Several codes on one line are lines of
 * their own.
 */
export function pastedLines(text: string): PastedLine[] {
  return quotedCells(text).flatMap(({ number, cells }) => {
    const [only] = cells;
    const rows = cells.length === 1 && only !== undefined ? dividedCell(only) : [cells];
    return rows
      .map((row) => ({ number, cells: row.map(cleanLine) }))
      .filter((line) => line.cells.some((cell) => cell !== ''));
  });
}

/** Whether a text has codes, perhaps several side by side, with nothing beside them, and few other lines. */
export function isListOfCodes(text: string): boolean {
  const lines = pastedLines(text);
  const codes = lines.filter(({ cells: [only = ''] }) => looksLikeCode(only));
  return lines.every(({ cells }) => cells.length === 1) && codes.length * 2 >= lines.length;
}

/** Cells and lines as spreadsheets copy them: a cell with a tab, a quote or a line break is quoted. */
export function quotedCells(text: string): PastedLine[] {
  return [...delimitedLines(text, '\t')];
}

/** A line without tabs: one cell, several, or several codes. */
function dividedCell(text: string): string[][] {
  const piecesBy = (divider: RegExp) => text.split(divider).filter((piece) => piece.trim() !== '');
  const codes = piecesBy(/[,;|]/);
  if (codes.length > 1 && codes.every(looksLikeCode)) return codes.map((code) => [code]);
  // Several codes with nothing between them are a list. With words between them, all that are customers' are meant: a
  // telephone number may read as a code.
  const named = codesAmongWords(text);
  const companies = named.filter((code) => !/^\d{12}$/.test(code)).length;
  // Beside one company's code stands its director's.
  const isList = named.length > 1 && companies !== 1 && areSideBySide(text, named);
  if (isList) return named.map((code) => [code]);
  if (companies > 1) return [[text]];
  for (const divider of [/[;|]/, /,/]) {
    const pieces = piecesBy(divider);
    if (pieces.length > 1 && pieces.some(isCode)) return [pieces];
  }
  const words = text.trim().split(/\s+/);
  if (!isCode(text) && words.length > 1 && words.every(looksLikeCode)) {
    return words.map((word) => [word]);
  }
  return [[text]];
}

/** Whether between codes there are no words but "và" and "MST", and no digits before or behind them. */
function areSideBySide(text: string, codes: readonly string[]): boolean {
  const pieces = text.split(new RegExp(codes.toSorted().reverse().join('|')));
  return pieces.every((piece, at) =>
    at % (pieces.length - 1) === 0
      ? !/\d/.test(piece)
      : /^[\s,;:/|+&.–—-]*(và|va|and)?[\s,;:/|+&.–—-]*((mst|mã số thuế)[\s:.]*)?$/i.test(piece),
  );
}

/** A text of a line that may be a customer's code, and its place. */
export interface Candidate {
  column: number;
  text: string;
}

/** The most cells of one line with texts to look up. */
const MOST_CELLS = 8;

/** Labels that people write before a code. */
const LABEL = /^(mst|mã số( thuế| kinh doanh| doanh nghiệp)?|ma so( thue)?|tax (code|id))[\s:.]+/iu;

/** The number of a line of a list, before a code that is whole without it. */
const NUMBERING = /^\(?\d{1,4}[.)\]:/-](?: (?=\d)|(?=(?:0?\d{9}|0\d{11}|\d{13})(?!\d)))/;

/** An example that says how a column is filled in: "Mã số thuế (VD: 0101243150)". */
const EXAMPLE =
  /(?:[([,] ?(?:vd|ví dụ|vi du|e\.?g|example)(?!\p{L})|(?<!\p{L})(?:vd|ví dụ|vi du|e\.g\.|example) ?:).*$/isu;

export const withoutExample = (text: string): string => text.replace(EXAMPLE, '').trim();

/** The line's texts that may be a customer's code, even among words, from left to right. */
export function candidatesOf({ cells }: PastedLine): Candidate[] {
  return cells
    .map((cell, column) => {
      const unnumbered = cell.replace(NUMBERING, '');
      // Of "1. 0101243150" all digits together may be a code, too; "(028) 38223344" is no line of a list.
      const whole = unnumbered !== cell && isCode(unnumbered) ? unnumbered : cell;
      const unlabelled = whole.replace(LABEL, '');
      const texts = unlabelled === whole ? [whole] : [whole, unlabelled];
      const code = texts.find((text) => looksLikeCode(text) || isCode(text));
      const among = () =>
        /\d{10}|\d[ .]\d/.test(cell) ? codesAmongWords(withoutExample(cell)) : [];
      const codes = code === undefined ? among() : [code];
      return codes.map((text) => ({ column, text }));
    })
    .filter((codes) => codes.length > 0)
    .slice(0, MOST_CELLS)
    .flat();
}

/** Names of columns besides those of codes. */
const HEADINGS = new Set([
  'stt',
  'tt',
  'so tt',
  'so thu tu',
  'ma so',
  'ten',
  'ten khach hang',
  'ten don vi',
  'ten cong ty',
  'ten doanh nghiep',
  'ten nguoi nop thue',
  'name',
  'tu nam',
  'nam tai chinh',
  'so nam',
  'so nam gia han',
  'so thang',
  'thoi han',
  'goi san pham',
  'nguoi thanh toan',
  'email',
  'years',
  'payer',
]);

/** Names of columns that are values, too: of a payer, a plan, a year or its unit, and a debt or an answer ("Nợ", "No"). */
const MAYBE_HEADINGS = new Set(['khach hang', 'customer', 'client', 'company', 'goi', 'nam', 'no']);

const CODE_HEADING =
  /^((so )?mst|ma so|ms thue|ma thue|ma st|m\.s\.t|msdn|tin$|taxcode|(tax|vat) (code|id|no|number|reg))/;

/** The whole name of a column of codes, perhaps with their owner. */
const LONG_CODE_HEADING =
  /^((so )?mst|ma so (thue|kinh doanh|doanh nghiep)|ms thue|ma thue|ma st|m\.s\.t|msdn|tin|taxcode|(tax|vat) (code|id|no|number))( (cua )?(kh|khach hang|khach|cty|cong ty|dn|doanh nghiep|don vi|nnt|nguoi nop thue|ho kinh doanh|hkd|moi|hien tai|ben mua))*( ?[/(].*)?$/;

const TOTAL =
  /^(tong|cong|tong cong|tong so( khach hang)?|tong (tien|gia tri|thanh tien)|so luong|((grand|sub) ?)?total|sum)( \d[\d.,]*(d|k|tr|vnd)?)?( (dong|khach hang|khach|kh|don vi|cong ty|doanh nghiep|ho|vnd))?$/;

/** Whether a line names its columns; a line with enough digits for a code does not. */
export function isHeading(line: PastedLine): boolean {
  if (candidatesOf(line).length > 0) return false;
  const filled = line.cells.filter((cell) => cell !== '');
  // Columns may be numbered below their names.
  if (filled.length > 1 && filled.every((cell) => /^[([]\d{1,2}[)\]]$/.test(cell))) return true;
  // Without a code in it, a line is not divided at its commas.
  const [only = ''] = filled;
  const names = (filled.length === 1 ? withoutExample(only).split(/[,;|]/) : filled).map(
    withoutExample,
  );
  const labels = names.map(labelOf);
  // "MST: 1040 854 419" among words names no column.
  if (names.some((name) => /(\d[ .]?){7}/.test(name))) return false;
  return (
    labels.some((label) => HEADINGS.has(label) || LONG_CODE_HEADING.test(label)) ||
    labels.filter((label) => MAYBE_HEADINGS.has(label)).length * 2 > labels.length
  );
}

/** Whether half of the lines or more name customers without codes, or the only one does. */
export function areNames(lines: readonly PastedLine[]): boolean {
  const named = lines.filter((line) => {
    const isOther = isHeading(line) || isTotal(line) || candidatesOf(line).length > 0;
    return !isOther && line.cells.some((cell) => /\p{L}/u.test(cell));
  });
  return named.length > (lines.length > 1 ? 1 : 0) && named.length * 2 >= lines.length;
}

/** The column whose heading says that it holds tax codes; -1: none. */
export function codeColumnOf(line: PastedLine): number {
  return line.cells.findIndex((cell) => CODE_HEADING.test(labelOf(cell)));
}

/** Whether a line only adds up others; "Tổng công ty …" is a company's name. */
export function isTotal({ cells }: PastedLine): boolean {
  const first = cells.find((cell) => cell !== '');
  if (first === undefined) return false;
  const words = labelOf(first).replace(/[:()\s]+/g, ' ');
  // "Tổng công ty" is a kind of company, and without diacritics almost the word for a total.
  return TOTAL.test(words) && words !== 'tong cong ty';
}

function labelOf(cell: string): string {
  return foldText(cell).replace(/^[\s(*]+|[\s:.()*\d]+$/g, '');
}
