import { foldText } from '../../../../shared/search-text.ts';
import type { CellLine } from '../../paste/delimited-lines.ts';
import { namesCustomer } from './polite-lines.ts';

/** A title has its number beside it at most. */
const MOST_CELLS = 2;

/** A longer line says more. */
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

/** Words that name nobody, whatever their letters: "Danh sách Khách hàng". Others beside them still may. */
const KINDS =
  /(?<!\p{L})(?:danh sách|khách hàng|công ty|doanh nghiệp|đơn vị|hộ kinh doanh|mã số thuế|phần mềm|gia hạn)(?!\p{L})/giu;

/** Words without a name in small letters, which in capitals may be one: "KH NHÀ MỚI". */
const MAYBE_NAME = /(^|[^a-z])(nha|moi|minh|ban|a|em|anh)([^a-z]|$)/;

/** The text of a line that may be a title, without its number; empty: it is none. */
export function titleIn({ cells }: CellLine): string {
  const filled: string[] = [];
  for (const cell of cells) {
    if (cell.trim() !== '' && filled.push(cell.trim()) > MOST_CELLS) return '';
  }
  return filled.join(' ').replace(NUMBERING, '');
}

/** Whether a title says nothing but a part of it, which concerns those below or above: it names no customer. */
export function saysOnly(title: string, part: string): boolean {
  if (title.length > MOST_TEXT) return false;
  const rest = title.replace(part, ' ');
  const folded = foldText(rest).replace(/^[^a-z\d]+/, '');
  const others = rest.replace(KINDS, 'x');
  const isName =
    LETTER.test(others) ||
    NAME.test(others) ||
    namesCustomer(folded.replace(/(cty|cong ty) con lai/, ' ')) ||
    (!/\p{Ll}/u.test(title) && MAYBE_NAME.test(folded));
  return !isName && WORDS.test(folded);
}
