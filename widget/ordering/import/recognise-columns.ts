import { cleanCode } from '../../../shared/clean-text.ts';
import { emailProblem } from '../../../shared/party.ts';
import { foldText } from '../../../shared/search-text.ts';
import { isHeading, isTotal, type PastedLine } from '../paste/pasted-table.ts';
import { isTerm, readYear, readYears } from './read-values.ts';

/** The possible roles of a column. */
export const ROLES = ['code', 'name', 'plan', 'year', 'years', 'payer', 'email'] as const;
export type Role = (typeof ROLES)[number];

/** The columns, from 0, by their roles. */
export type Roles = Readonly<Partial<Record<Role, number>>>;

/** Headings without diacritics; of two columns with one role, the first has it. */
const HEADINGS: readonly (readonly [Role, RegExp])[] = [
  ['email', /^((dia chi|billing|contact) )?(e-?mail|thu dien tu|hom thu|mail$)/],
  ['payer', /^((nguoi|ben|doi tuong) (tra|thanh toan|tt|chi tra)|payer|paid by)/],
  [
    'years',
    /^(so (nam|thang)|thoi (han|gian)|ky han|so ky|years|months|term|duration|(no\.?|number) of (year|month)|(gia han|renew).*\((nam|thang|years?|months?)\))/,
  ],
  ['year', /^(nam( tai chinh| gia han| tc| dau)*$|tu nam|((first|start) )?(fiscal )?year)/],
  ['plan', /^((ten|loai) )?(goi|san pham|phan mem|phien ban|plan|package|product)/],
  [
    'code',
    /^(mst|ma so( thue| kinh doanh| doanh nghiep)?( |$|\/|\()|ma so$|(tax|vat) (code|id|no|number|reg))/,
  ],
  [
    'name',
    /^(ten(?! (dich vu|hang))|khach hang|don vi|cong ty|doanh nghiep|customer|client|company|name)/,
  ],
];

/** A heading that may have a number of years, or a mark. */
const RENEWAL = /^gia han( them)?$/;

/** A heading of plans, or of a program's releases. */
const EDITION = /^phien ban/;

/** A heading whose numbers count the units of another column. */
const QUANTITY = /^(so luong|sl|quantity|qty)$/;

export interface Recognised {
  roles: Roles;
  /** The headings, by column; empty where a column has none. */
  headings: readonly string[];
  columns: number;
}

/**
 * Recognises columns by their headings, the others by the contents of most of their lines. The tax code has a role only
 * by its heading: only the look-up shows which column has the firm's customers.
 *
 * @param isPlan whether a text is the name or the code of a plan that is sold
 */
export function recogniseColumns(
  lines: readonly PastedLine[],
  { isPlan, isPayer }: { isPlan(text: string): boolean; isPayer(text: string): boolean },
): Recognised {
  const columns = lines.reduce((most, { cells }) => Math.max(most, cells.length), 0);
  const headings = headingsOf(lines.filter(isHeading));
  const body = lines.filter((line) => !isHeading(line) && !isTotal(line));
  const textsOf = (column: number) =>
    body.map(({ cells }) => cells[column] ?? '').filter((text) => text !== '');
  const kinds: readonly (readonly [Role, (text: string) => boolean])[] = [
    ['email', isEmail],
    ['plan', isPlan],
    ['payer', isPayer],
    ['year', (text) => /^\d{4}$/.test(text) && readYear(text) !== null],
    // Bare digits may be anything.
    ['years', isTerm],
  ];
  const isInYears = headings.some((_, column) => most(textsOf(column), isUnit));
  const named = headings.map((heading, column) => {
    const texts = textsOf(column);
    const isOfReleases = EDITION.test(foldText(heading)) && !most(texts, isPlan);
    return isOfReleases ? undefined : roleOf(heading, texts, isInYears);
  });
  const roles: Partial<Record<Role, number>> = {};
  for (const role of ROLES) {
    const own = [...named.keys()].filter((column) => named[column] === role);
    const isSuch = role === 'years' ? isYears : new Map(kinds).get(role);
    // Of several, the one whose contents are such.
    const fit = isSuch && own.find((column) => most(textsOf(column), isSuch));
    const column = fit ?? own[0];
    if (column !== undefined) roles[role] = column;
  }
  for (let column = 0; column < columns; column++) {
    if (Object.values(roles).includes(column)) continue;
    const texts = textsOf(column);
    const found = kinds.find(([role, isSuch]) => roles[role] === undefined && most(texts, isSuch));
    if (found) roles[found[0]] = column;
  }
  const name = nameColumn(body, columns, new Set(Object.values(roles)));
  if (roles.name === undefined && name !== undefined) roles.name = name;
  return { roles, headings, columns };
}

/**
 * The role of a column with a heading. "Năm gia hạn" is a year or a number of years, "Thời hạn" may be a date, and "Số
 * lượng" counts years beside the unit "năm".
 */
function roleOf(heading: string, texts: readonly string[], isInYears: boolean): Role | undefined {
  const label = foldText(heading);
  const role = roleOfHeading(heading);
  const mayBeYears = RENEWAL.test(label) || (isInYears && QUANTITY.test(label));
  if (mayBeYears && most(texts, isYears)) return 'years';
  if (role !== 'year' && role !== 'years') return role;
  if (role === 'years' && most(texts, isDate)) return undefined;
  if (most(texts, (text) => readYear(text) !== null)) return 'year';
  return most(texts, isYears) ? 'years' : role;
}

const isUnit = (text: string) => /^(nam|years?)$/.test(foldText(text));

const isYears = (text: string) => readYears(text) !== null;

/** The role that a heading names; undefined: none. */
function roleOfHeading(text: string): Role | undefined {
  const label = foldText(text).replace(/^[\s(*\d.]+/, '');
  return HEADINGS.find(([, pattern]) => pattern.test(label))?.[0];
}

/**
 * The headings by column. The heading is the line that names most columns; a line above or below it names those that it
 * leaves out, as with merged cells.
 */
function headingsOf(lines: readonly PastedLine[]): readonly string[] {
  const named = ({ cells }: PastedLine) => cells.filter((cell) => roleOfHeading(cell)).length;
  const [best, ...others] = lines.toSorted((one, other) => named(other) - named(one));
  if (best === undefined || named(best) === 0) return [];
  const beside = others.filter(({ number }) => Math.abs(number - best.number) === 1);
  const columns = Math.max(...[best, ...beside].map(({ cells }) => cells.length));
  return Array.from({ length: columns }, (_, column) => {
    const texts = [best, ...beside].map(({ cells }) => cells[column] ?? '');
    return texts.find((text) => roleOfHeading(text)) ?? texts.find((text) => text !== '') ?? '';
  });
}

/** Whether a column's heading says that its numbers are months. */
export function isInMonths(heading: string | undefined): boolean {
  return /(^|[^a-z])(thang|months?)([^a-z]|$)/.test(foldText(heading ?? ''));
}

function most(texts: readonly string[], isSuch: (text: string) => boolean): boolean {
  return texts.length > 0 && texts.filter(isSuch).length * 10 >= texts.length * 7;
}

const isDate = (text: string) => /^\d{1,4}[-/.]\d{1,2}[-/.]\d{2,4}$/.test(text);

function isEmail(text: string): boolean {
  return text.includes('@') && emailProblem(cleanCode(text)) === undefined;
}

/** Without a heading, the column with the most words that are no codes. */
function nameColumn(
  lines: readonly PastedLine[],
  columns: number,
  taken: ReadonlySet<number>,
): number | undefined {
  const letters = (text: string) => text.match(/\p{L}/gu)?.length ?? 0;
  const scored = Array.from({ length: columns }, (_, column) => {
    const texts = lines.map(({ cells }) => cells[column] ?? '');
    const named = texts.filter((text) => letters(text) > 4);
    return { column, isNames: named.length * 2 > lines.length, size: named.join('').length };
  });
  const [best] = scored
    .filter(({ column, isNames }) => isNames && !taken.has(column))
    .sort((one, other) => other.size - one.size);
  return best?.column;
}

/** The roles after a person has given a column one, or none. */
export function withRole(roles: Roles, column: number, role: Role | null): Roles {
  const others = Object.entries(roles).filter(([name, at]) => at !== column && name !== role);
  return { ...Object.fromEntries(others), ...(role ? { [role]: column } : {}) };
}
