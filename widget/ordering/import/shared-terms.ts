import { foldText } from '../../../shared/search-text.ts';
import type { CellLine } from '../paste/delimited-lines.ts';
import { isTotal } from '../paste/pasted-table.ts';
import { isContact, isNamesOrSum } from './around-list.ts';
import { termIn } from './plain-lines.ts';
import { isPolite, namesCustomer } from './polite-lines.ts';
import { isTerm } from './read-values.ts';

/** A title has its number beside it at most. */
const MOST_CELLS = 2;

/** A longer line says more than a term. */
const MOST_TEXT = 120;

/** Words that say nothing of a single customer: "Nhờ chị gia hạn các MST sau, tất cả 3 năm". */
const WORDS = new RegExp(
  `^(?:(?:${[
    'gia han|gh|dang ky|them|thoi (?:han|gian)|ky han|phan mem|goi|nhom|loai|danh sach|ds|ghi chu|luu y',
    'giup|gium|dum|ho|em|anh|chi|minh|ban|nho|xin|vui long|oi|cho|voi|ben|nhe|nha|a',
    'cac|nhung|moi|tat ca|toan bo|deu|het|cung|con lai|sau|nay|o|tren|duoi|day|nhu|va|la|thi',
    'mst|ma so thue|ma|cty|cong ty|khach hang|khach|kh|dn|doanh nghiep|don vi|hkd|ho kinh doanh|cai',
    'all|each|renew|for|please|pls|the|following|x|\\d{1,3}',
  ].join('|')})(?![a-z\\d])[^a-z\\d]*)*$`,
);

/** The number of a title: "II. ", "A) ", "3 - ". */
const NUMBERING = /^(?:(?:[IVX]{1,5}|[A-H])[.):\s-]+|\d{1,2}[.)]\s*)(?=\S)/;

/** A letter that stands alone may be a name: "Cty A". */
const LETTER = /(?<!\p{L})\p{Lu}(?!\p{L})/u;

/** A word with a capital behind others may be a name: "KH Nhà Mới". */
const NAME = /[\p{L}\d,] +\p{Lu}\p{Ll}/u;

/** Words without a name in small letters, which in capitals may be one: "KH NHÀ MỚI". */
const MAYBE_NAME = /(^|[^a-z])(nha|moi|minh|ban|a|em|anh)([^a-z]|$)/;

const textOf = ({ cells }: CellLine): string => {
  const filled: string[] = [];
  for (const cell of cells) {
    if (cell.trim() !== '' && filled.push(cell.trim()) > MOST_CELLS) return '';
  }
  return filled.join(' ');
};

/** The term that a line gives to others, since it says nothing else; empty: none. */
function sharedTermOf(line: CellLine): string {
  const text = textOf(line).replace(NUMBERING, '');
  if (text === '' || text.length > MOST_TEXT) return '';
  const term = isTerm(text) ? text : termIn(text);
  if (term === '') return '';
  const rest = text.replace(term, ' ');
  const folded = foldText(rest).replace(/^[^a-z\d]+/, '');
  const isName =
    LETTER.test(rest) ||
    NAME.test(rest) ||
    namesCustomer(folded.replace(/(cty|cong ty) con lai/, ' ')) ||
    (!/\p{Ll}/u.test(text) && MAYBE_NAME.test(folded));
  return !isName && WORDS.test(folded) ? term : '';
}

/** A line with enough digits for a code, which are not its author's telephone. */
const hasCode = (line: CellLine): boolean =>
  line.cells.some((cell) => /(\d[ .]?){9}/.test(cell)) && !isContact(line);

/** The terms that lines get from those that only say one. */
export interface SharedTerms {
  /** The term of a line, by its index. */
  termOf(at: number): string;
  /** Whether a line only says a term. */
  isSaid(at: number): boolean;
}

/** Whether a line may be a title, which ends what the one above it says. */
const isTitle = ({ number, cells }: CellLine): boolean => {
  const line = { number, cells };
  const isAside = isPolite(line) || isContact(line) || isTotal(line) || isNamesOrSum(line);
  return /\p{L}/u.test(textOf(line)) && !isAside;
};

/**
 * Terms that stand above or below customers ("Gia hạn 2 năm:"), for those that have none of their own; null: no line says
 * one, or it is not clear of whom.
 *
 * @param years the column of terms, whose texts are those of their lines
 */
export function sharedTerms(
  lines: readonly CellLine[],
  years: number | undefined,
  headings: ReadonlySet<number>,
): SharedTerms | null {
  const isOwn = ({ cells }: CellLine) => years !== undefined && !!cells[years]?.trim();
  const terms = lines.map((line, at) =>
    isOwn(line) || headings.has(at) ? '' : sharedTermOf(line),
  );
  const said = [...terms.keys()].filter((at) => terms[at] !== '');
  const [first = -1] = said;
  const codes = lines.findIndex(hasCode);
  if (first < 0 || codes < 0) return null;
  const last = lines.findLastIndex(hasCode);
  const isAbove = first < codes;
  const isBelow = (said.at(-1) ?? -1) > last;
  const areAnnounced = said.every((at) => /:\s*$/.test(lines[at]?.cells.join('') ?? ''));
  if (!isAbove && !isBelow && !areAnnounced) return null;
  // Another title among them ("Không gia hạn:", "Chưa chốt:") says something else of those below it.
  const from = Math.min(first, codes);
  const among = lines.slice(from, Math.max(said.at(-1) ?? 0, last));
  const isOther = (line: CellLine, at: number) =>
    terms[from + at] === '' && !headings.has(from + at) && !hasCode(line) && isTitle(line);
  if (among.some(isOther)) return null;
  const fromOf = (at: number) =>
    isBelow && !isAbove ? said.find((each) => each > at) : said.findLast((each) => each < at);
  // A term that no customer gets stays to be mended.
  const reaching = new Set<number | undefined>();
  for (const [at, line] of lines.entries()) if (hasCode(line)) reaching.add(fromOf(at));
  if (!said.every((at) => reaching.has(at))) return null;
  return { termOf: (at) => terms[fromOf(at) ?? -1] ?? '', isSaid: (at) => terms[at] !== '' };
}
