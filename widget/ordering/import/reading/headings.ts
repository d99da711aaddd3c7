import { foldText } from '../../../../shared/search-text.ts';
import { looksLikeCode } from '../../paste/is-column.ts';
import {
  codeColumnOf,
  isHeading,
  type PastedLine,
  withoutExample,
} from '../../paste/pasted-table.ts';
import { isPartTitle } from './around-list.ts';
import { namesCustomer } from './polite-lines.ts';
import { isTerm } from './read-values.ts';

/** The possible roles of a column. */
export const ROLES = ['code', 'name', 'plan', 'year', 'years', 'payer', 'email'] as const;
export type Role = (typeof ROLES)[number];

/** Headings without diacritics; of two columns with one role, the first has it. */
const HEADINGS: readonly (readonly [Role, RegExp])[] = [
  ['email', /^((dia chi|billing|contact) )?(e-?mail|g?mail( |$)|thu dien tu|ho[mp] thu)/],
  [
    'payer',
    /^((nguoi|ben|doi tuong|don vi|phia|nguon|ai) (chi )?(tra|thanh toan|tt|nop tien)|chi tra|tra phi|thanh toan boi|payer|paid by)/,
  ],
  [
    'years',
    /^((so|sl|so luong) (nam|thang)|thoi (han|gian)|t[gh] gia han|ky han|so ky|gia han (so|may) nam|years|months|term|duration|(no\.?|number) of (year|month)|(gia han|renew).*\((nam|thang|years?|months?)\))/,
  ],
  [
    'year',
    /^(nam( tai chinh| ke toan| gia han| gh| tc| dau)*$|(gia han |bat dau )?tu nam|gia han (cho )?nam|ntc|nien do|((first|start) )?(fiscal )?year)/,
  ],
  ['plan', /^((ten|loai) )?(goi|san pham|phan mem|phien ban|(sp|pm)( |$)|plan|package|product)/],
  [
    'code',
    /^((so )?mst|ma so( thue| kinh doanh| doanh nghiep)?( |$|\/|\()|ma so$|ms thue|ma thue|ma st( |$)|m\.s\.t|msdn|tin$|taxcode|(tax|vat) (code|id|no|number|reg))/,
  ],
  [
    'name',
    /^(ten(?! (dich vu|hang|nguoi (?!nop)|giam doc|ke toan|nhan vien))|khach hang|don vi(?! tinh)|cong ty|cty|doanh nghiep|nguoi nop thue|nnt|(kh|dn)$|ho (va )?ten|(customer|client)(?! (id|code|no))|company|name)/,
  ],
];

/** The role that a heading names; undefined: none. */
export function roleOfHeading(text: string): Role | undefined {
  const label = foldText(withoutExample(text)).replace(/^[\s(*\d.]+/, '');
  return HEADINGS.find(([, pattern]) => pattern.test(label))?.[0];
}

/**
 * The headings by column. The heading is the line that names most columns; a line above or below it names those that it
 * leaves out, as with merged cells; where both have a text, the lower says more.
 */
export function headingsOf(lines: readonly PastedLine[]): readonly string[] {
  const named = ({ cells }: PastedLine) => cells.filter((cell) => roleOfHeading(cell)).length;
  const [best, ...others] = lines.toSorted((one, other) => named(other) - named(one));
  if (best === undefined || named(best) === 0) return [];
  const beside = others.filter(({ number }) => Math.abs(number - best.number) === 1);
  const columns = Math.max(...[best, ...beside].map(({ cells }) => cells.length));
  return Array.from({ length: columns }, (_, column) => {
    const texts = [best, ...beside]
      .toSorted((one, other) => other.number - one.number)
      .map(({ cells }) => cells[column] ?? '');
    return (
      texts.find((text) => roleOfHeading(text)) ?? texts.find((text) => /\p{L}/u.test(text)) ?? ''
    );
  });
}

const widthOf = ({ cells }: PastedLine): number => cells.filter((cell) => cell !== '').length;

/** Whether a text is a value that a customer's line has. */
export interface Values {
  isPlan(text: string): boolean;
  isPayer(text: string): boolean;
}

/** The lines that name columns. */
export interface HeadingLines {
  heads: readonly PastedLine[];
  /** The one that may be a customer's, too, and so is read as such. */
  guessed?: PastedLine | undefined;
}

/**
 * The lines that name columns: those with a known name, or else the first that is as wide as the list, has nothing of a
 * customer and names the role of a column; and one above or below, which names the columns that they leave out.
 */
export function headingLines(lines: readonly PastedLine[], values: Values): HeadingLines {
  const known = lines.filter(isHeading);
  const widest = lines.reduce((most, line) => Math.max(most, widthOf(line)), 0);
  // Columns may be numbered below their names.
  const isSure = known.some(
    (line) => widthOf(line) > 1 && line.cells.some((cell) => /\p{L}/u.test(cell)),
  );
  const first = isSure ? undefined : lines.find((line) => widthOf(line) * 2 > widest);
  const named = first && widthOf(first) > 1 && mayName(first, values) ? rolesIn(first.cells) : [];
  const isFirst = first !== undefined && named.length > 0 && !recurs(first, lines);
  const heads = isFirst ? [...known, first] : known;
  const isHead = (line: PastedLine | undefined) => line !== undefined && heads.includes(line);
  const all = lines.filter((line, at) => {
    const head = [lines[at - 1], lines[at + 1]].find(isHead);
    return isHead(line) || (head !== undefined && completes(line, head, values));
  });
  const isGuessed = isFirst && named.length === 1 && !known.includes(first);
  return { heads: all, guessed: isGuessed ? first : undefined };
}

/** The different roles that texts name; "KH" and "DN" are payers, too. */
function rolesIn(cells: readonly string[]): Role[] {
  const roles = cells.map((cell) => (/^(kh|dn)$/i.test(cell) ? undefined : roleOfHeading(cell)));
  return [...new Set(roles)].filter((role) => role !== undefined);
}

/**
 * Whether a line has nothing of a customer: no number, no address, no company's name, no plan, no term; and no payer
 * behind its first text, unless it names more than a customer ("TIN · Khách hàng · Số năm").
 */
function mayName({ cells }: PastedLine, { isPlan, isPayer }: Values): boolean {
  const isValue = (cell: string) => isPlan(cell) || isTerm(cell);
  return (
    !cells.some((cell) => /[\d@]/.test(cell) || namesCustomer(foldText(cell)) || isValue(cell)) &&
    (!cells.filter(Boolean).slice(1).some(isPayer) ||
      rolesIn(cells).some((role) => role !== 'name'))
  );
}

/** Whether a column has a line's text again, as a heading has only where all is repeated. */
function recurs(line: PastedLine, lines: readonly PastedLine[]): boolean {
  return lines.some((other) => {
    const again = other.cells.map((cell, column) => cell === line.cells[column]);
    return again.includes(false) && other.cells.some((cell, at) => cell !== '' && again[at]);
  });
}

/** Whether a line names columns that a heading leaves out, as below merged cells, of which the first is named twice. */
function completes(line: PastedLine, head: PastedLine, values: Values): boolean {
  const filled = [...line.cells.keys()].filter((column) => line.cells[column] !== '');
  const added = filled.filter((column) => !head.cells[column]);
  return (
    added.length > 0 &&
    added.length * 2 >= filled.length &&
    rolesIn(added.map((column) => line.cells[column] ?? '')).length > 0 &&
    mayName(line, values) &&
    !isPartTitle(line)
  );
}

/**
 * Whether one of the {@link headingLines} is the heading of those below it. A single text may be the answer in a chat,
 * unless codes follow.
 */
export function isHeadingOf(line: PastedLine, below: readonly PastedLine[]): boolean {
  const isOfCodes = () =>
    codeColumnOf(line) >= 0 &&
    below.length > 1 &&
    below.slice(0, 2).every(({ cells }) => looksLikeCode(cells[0] ?? ''));
  return widthOf(line) > 1 || isOfCodes();
}
