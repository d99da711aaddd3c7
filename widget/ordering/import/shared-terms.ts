import { foldText } from '../../../shared/search-text.ts';
import type { CellLine } from '../paste/delimited-lines.ts';
import { isContact } from './around-list.ts';
import { termIn } from './plain-lines.ts';
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

/** The term that a line gives to others, since it says nothing else; empty: none. */
function sharedTermOf({ cells }: CellLine): string {
  const filled: string[] = [];
  for (const cell of cells) {
    if (cell.trim() !== '' && filled.push(cell.trim()) > MOST_CELLS) return '';
  }
  const text = filled.join(' ').replace(NUMBERING, '');
  if (text === '' || text.length > MOST_TEXT) return '';
  const term = isTerm(text) ? text : termIn(text);
  const rest = text.replace(term, ' ');
  return term !== '' && !LETTER.test(rest) && WORDS.test(foldText(rest).replace(/^[^a-z\d]+/, ''))
    ? term
    : '';
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

/**
 * Terms that stand above or below customers ("Gia hạn 2 năm:"), for those that have none of their own; null: no line says
 * one, or it is not clear of whom.
 */
export function sharedTerms(lines: readonly CellLine[]): SharedTerms | null {
  const terms = lines.map(sharedTermOf);
  const said = [...terms.keys()].filter((at) => terms[at] !== '');
  const [first = -1] = said;
  if (first < 0) return null;
  const isAbove = first < lines.findIndex(hasCode);
  const isBelow = (said.at(-1) ?? -1) > lines.findLastIndex(hasCode);
  const areAnnounced = said.every((at) => /:\s*$/.test(lines[at]?.cells.join('') ?? ''));
  if (!isAbove && !isBelow && !areAnnounced) return null;
  const fromOf = (at: number) =>
    isBelow && !isAbove ? said.find((each) => each > at) : said.findLast((each) => each < at);
  return { termOf: (at) => terms[fromOf(at) ?? -1] ?? '', isSaid: (at) => terms[at] !== '' };
}
