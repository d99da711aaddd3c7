import { cleanCode } from '../../../../shared/clean-text.ts';
import { emailProblem } from '../../../../shared/party.ts';
import { foldText } from '../../../../shared/search-text.ts';
import { isTotal, type PastedLine, withoutExample } from '../../paste/pasted-table.ts';
import {
  type HeadingLines,
  headingLines,
  headingsOf,
  ROLES,
  type Role,
  roleOfHeading,
  type Values,
} from './headings.ts';
import { isNo } from './not-renewed.ts';
import { isTerm, readPeriod, readYear, readYears } from './read-values.ts';
import { isTick } from './ticked-columns.ts';

/** The columns, from 0, by their roles. */
export type Roles = Readonly<Partial<Record<Role, number>>>;

/** Words of a heading about years that are no renewal's: those of the past, and the last one. */
const OTHER_YEARS =
  /(^|[ (])(da|cu|den|het han|ket thuc|hien tai|hoat dong|kinh nghiem|thanh lap|cap|sinh|truoc|con lai)([ )]|$)/;

/** Words of a heading about what is ordered, where another column says what there is: "Gói cũ", "Gói mới". */
const ORDERED = /(^|[ (])(gia han|gh|moi|lan nay|renew(al)?|new)([ )]|$)/;

/** A heading that may have a number of years, or a mark. */
const RENEWAL = /^gia han( them)?$/;

/** A heading of the days on which renewed licences are to end. */
const NEW_END =
  /^(ngay |han |thoi han |hieu luc )?(het han|han( su dung)?|gia han) (moi|den( ngay)?|toi( ngay)?)$|^new (expiry|end)( date)?$/;

/** A heading that may have a year. */
const MAY_BE_YEAR = /(^| )(nam|ky ke toan)( |$)/;

/** A heading of payers, or of ways to pay; where some lines have payers, the others are shown. */
const MAY_BE_PAYER = /^(thanh toan|tt|thu (tien|phi))$/;

/** A heading of plans, or of a program's releases. */
const EDITION = /^phien ban/;

/** A heading whose numbers count the units of another column. */
const QUANTITY = /^(so luong|sl|quantity|qty)$/;

interface Recognisable extends Values {
  leastYear: number;
}

export interface Recognised extends HeadingLines {
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
 * @param leastYear the first year that may be renewed
 */
export function recogniseColumns(
  lines: readonly PastedLine[],
  { isPlan, isPayer, leastYear }: Recognisable,
): Recognised {
  const columns = lines.reduce((most, { cells }) => Math.max(most, cells.length), 0);
  const { heads, guessed } = headingLines(lines, { isPlan, isPayer });
  const headings = headingsOf(heads);
  const body = lines.filter((line) => !heads.includes(line) && !isTotal(line));
  const textsOf = (column: number) =>
    body.map(({ cells }) => cells[column] ?? '').filter((text) => !/^[-–—]*$/.test(text));
  const isRenewed = (text: string) => (readYear(text) ?? 0) >= leastYear;
  const areRenewed = (text: string) => {
    const first = readPeriod(text)?.from.slice(-4) ?? readYear(text);
    return Number(first) >= leastYear;
  };
  const kinds: readonly (readonly [Role, (text: string) => boolean])[] = [
    ['email', isEmail],
    ['plan', isPlan],
    ['payer', isPayer],
    ['year', (text) => isYear(text) && isRenewed(text)],
    // Bare digits may be anything.
    ['years', isTerm],
  ];
  const isInYears = headings.some((_, column) => most(textsOf(column), isUnit));
  const named = headings.map((heading, column) => {
    const texts = textsOf(column);
    const isOfReleases = EDITION.test(foldText(heading)) && !most(texts, isPlan);
    if (isOfReleases || (isOfOtherYears(heading) && !NEW_END.test(foldText(heading))))
      return undefined;
    const mayBeYear = () => MAY_BE_YEAR.test(foldText(heading)) && most(texts, areRenewed);
    const role = roleOf(heading, texts, isInYears) ?? (mayBeYear() ? 'year' : undefined);
    const mayBePayer = role === undefined && MAY_BE_PAYER.test(foldText(heading));
    return mayBePayer && texts.filter(isPayer).length * 10 >= texts.length * 3 && texts.length > 0
      ? 'payer'
      : role;
  });
  const roles: Partial<Record<Role, number>> = {};
  for (const role of ROLES) {
    const own = [...named.keys()].filter((column) => named[column] === role);
    const isSuch = role === 'years' ? isYears : new Map(kinds).get(role);
    const isOrdered = (column: number) => ORDERED.test(foldText(headings[column] ?? ''));
    // Of several, the one whose contents are such, and that is ordered.
    const fit = own.filter((column) => isSuch && most(textsOf(column), isSuch));
    const column = fit.find(isOrdered) ?? fit[0] ?? own[0];
    if (column !== undefined) roles[role] = column;
  }
  for (let column = 0; column < columns; column++) {
    if (Object.values(roles).includes(column)) continue;
    const texts = textsOf(column);
    const mayBe = (role: Role) => !/^years?$/.test(role) || !isOfOtherYears(headings[column]);
    const found = kinds.find(
      ([role, isSuch]) => roles[role] === undefined && mayBe(role) && most(texts, isSuch),
    );
    if (found) roles[found[0]] = column;
  }
  const name = nameColumn(body, columns, new Set(Object.values(roles)));
  if (roles.name === undefined && name !== undefined) roles.name = name;
  return { roles, headings, columns, heads, guessed };
}

/**
 * The role of a column with a heading. "Năm gia hạn" is a year or a number of years, "Thời hạn" may be a date, and "Số
 * lượng" counts years beside the unit "năm".
 */
function roleOf(heading: string, texts: readonly string[], isInYears: boolean): Role | undefined {
  const label = foldText(heading);
  const role = roleOfHeading(heading);
  if (NEW_END.test(label) && most(texts, isDate)) return 'years';
  const mayBeYears = RENEWAL.test(label) || (isInYears && QUANTITY.test(label));
  if (mayBeYears && most(texts, isYears)) return 'years';
  if (role !== 'year' && role !== 'years') return role;
  // "Gia hạn năm 2027" may ask whether to.
  if (most(texts, (text) => isTick(text) || isNo(text))) return undefined;
  if (role === 'years' && most(texts, isDate)) return undefined;
  if (most(texts, (text) => readYear(text) !== null)) return 'year';
  return most(texts, isYears) ? 'years' : role;
}

/** Whether a heading is about years that are no renewal's; "MST cũ" is about none. */
function isOfOtherYears(heading = ''): boolean {
  const role = roleOfHeading(heading);
  return (!role || /^years?$/.test(role)) && OTHER_YEARS.test(foldText(heading));
}

/** Whether a text is only a year: "2027", "NTC 2027", "từ năm 2027"; none of a date or a period, which may be over. */
const isYear = (text: string) =>
  /^(tu )?(nam |nam tc |ntc |fy ?)?\d{4}([.,]0)?$/.test(foldText(text));

const isUnit = (text: string) => /^(nam|years?)$/.test(foldText(text));

const isYears = (text: string) => readYears(text) !== null;

/** Whether a column's heading says that its numbers are months. */
export function isInMonths(heading: string | undefined): boolean {
  return /(^|[^a-z])(thang|months?)([^a-z]|$)/.test(foldText(withoutExample(heading ?? '')));
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
