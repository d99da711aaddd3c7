import { foldText } from '../../../shared/search-text.ts';
import { looksLikeCode } from '../paste/is-column.ts';
import { codeColumnOf, isHeading, type PastedLine } from '../paste/pasted-table.ts';
import { isPartTitle } from './around-list.ts';
import { namesCustomer } from './polite-lines.ts';

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
    /^(mst|ma so( thue| kinh doanh| doanh nghiep)?( |$|\/|\()|ma so$|(tax|vat) (code|id|no|number|reg))/,
  ],
  [
    'name',
    /^(ten(?! (dich vu|hang|nguoi (?!nop)|giam doc|ke toan|nhan vien))|khach hang|don vi(?! tinh)|cong ty|cty|doanh nghiep|nguoi nop thue|nnt|(kh|dn)$|ho (va )?ten|(customer|client)(?! (id|code|no))|company|name)/,
  ],
];

/** The role that a heading names; undefined: none. */
export function roleOfHeading(text: string): Role | undefined {
  const label = foldText(text).replace(/^[\s(*\d.]+/, '');
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

/**
 * The lines that name columns: those with a known name, or else the first that is as wide as the list and has nothing of
 * a customer; and one above or below, which names the columns that they leave out.
 */
export function headingLines(lines: readonly PastedLine[]): readonly PastedLine[] {
  const known = lines.filter(isHeading);
  const widest = lines.reduce((most, line) => Math.max(most, widthOf(line)), 0);
  // Columns may be numbered below their names.
  const isSure = known.some(
    (line) => widthOf(line) > 1 && line.cells.some((cell) => /\p{L}/u.test(cell)),
  );
  const first = isSure ? undefined : lines.find((line) => widthOf(line) * 2 > widest);
  const heads = first && namesColumns(first) ? [...known, first] : known;
  const isHead = (line: PastedLine | undefined) => line !== undefined && heads.includes(line);
  return lines.filter((line, at) => {
    const head = [lines[at - 1], lines[at + 1]].find(isHead);
    return isHead(line) || (head !== undefined && completes(line, head));
  });
}

/** Whether a line has nothing of a customer: no number, no address, no company's name. */
const mayName = ({ cells }: PastedLine): boolean =>
  !cells.some((cell) => /[\d@]/.test(cell) || namesCustomer(foldText(cell)));

/** Whether a line may name columns: three or more, or two of which one is known. */
function namesColumns(line: PastedLine): boolean {
  const width = widthOf(line);
  return mayName(line) && (width > 2 || (width === 2 && line.cells.some(roleOfHeading)));
}

/** Whether a line names columns that a heading leaves out, as below merged cells, of which the first is named twice. */
function completes(line: PastedLine, head: PastedLine): boolean {
  const filled = [...line.cells.keys()].filter((column) => line.cells[column] !== '');
  const added = filled.filter((column) => !head.cells[column]).length;
  return added > 0 && added * 2 >= filled.length && mayName(line) && !isPartTitle(line);
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
