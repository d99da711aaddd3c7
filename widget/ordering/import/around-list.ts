import { foldText } from '../../../shared/search-text.ts';
import { OTHER_NUMBER } from '../paste/codes-among-words.ts';
import { looksLikeCode } from '../paste/is-column.ts';
import { candidatesOf, codeColumnOf, isHeading, type PastedLine } from '../paste/pasted-table.ts';
import { termIn } from './plain-lines.ts';
import { namesCustomer } from './polite-lines.ts';

/** Words below a list, for its signatures. */
const SIGNED =
  /^(nguoi lap( bieu| phieu)?|nguoi duyet|ke toan( truong| vien)?|(tong )?giam doc|thu truong don vi|ky[ ,]*(va )?(ghi )?(ro )?(ho )?(va )?ten[ ,]*(va )?(dong dau)?|prepared by|approved by|tran trong( cam on)?[,.!]?|(thanks and |thanks & |best )?regards[,.!]?|(.{0,20}, ?)?ngay .{0,10} thang .{0,10} nam [\d. …]*)$/;

/** Words above a list about the firm that made it. */
const LETTERHEAD =
  /(^|[^a-z])(mst|ma so (thue|doanh nghiep)|dien thoai|dt|tel|phone|fax|hotline|stk|tai khoan|tax code)[^a-z]*\d/;

/** Words of a line that adds up a part of a list. */
const PART_TOTAL =
  /^(tong |tong cong |cong )((nhom|muc|phan|trang|theo|chuyen|mang|luy ke|phat sinh)( .*)?|[ivx]{1,4})$/;

/** Whether a line has the tax code or telephone number of the list's author. */
export function isLetterhead({ cells }: PastedLine): boolean {
  return LETTERHEAD.test(foldText(cells.join(' ')));
}

/** Words about the author of a message: "zalo chị Lan 0912345678", "STK VCB 0071001234". */
const CONTACT = new RegExp(`^${OTHER_NUMBER.source}.*?(\\d[ .]?){8}`, 'iu');

/** Whether a line only says how to reach or pay its author. */
export function isContact({ cells }: PastedLine): boolean {
  const [only = '', ...others] = cells.filter((cell) => cell !== '');
  return others.length === 0 && CONTACT.test(only) && termIn(only) === '';
}

/** Names of columns that are not divided, as from a PDF. */
const HEADINGS = /^(stt|tt|mst|ma so thue) [^\d]*(mst|ma so thue|ten|khach hang|so nam)/;

/**
 * Whether a line only names the columns, or numbers them below their names (A B 1 2 3=1x2), or adds up a part of the
 * list.
 */
export function isNamesOrSum({ cells }: PastedLine): boolean {
  const filled = cells.filter((cell) => cell !== '');
  // Most lines begin with a number, or with a letter that is none of these words'.
  const first = /^[cmst]/i.test(filled[0] ?? '') ? foldText(filled[0] ?? '') : '';
  if (PART_TOTAL.test(first) || (filled.length === 1 && HEADINGS.test(first))) return true;
  let letters = 0;
  let numbers = 0;
  const isNext = (cell: string) =>
    /^\d/.test(cell)
      ? cell.split(/ ?=/, 1)[0] === `${++numbers}`
      : cell === String.fromCharCode(65 + letters++);
  return filled.length > 2 && filled.every(isNext);
}

/** The number of a part of a list. */
const PART = /^([IVX]{1,5}|[A-H])[.)]?$/;

/** Whether a line begins with a letter or a numeral although it is of a customer, as where customers have grades. */
export function isGraded(line: PastedLine): boolean {
  return PART.test(line.cells.find((cell) => cell !== '') ?? '') && candidatesOf(line).length > 0;
}

/** Whether a line is only the number and the title of a part of a list: "II · Khách hàng quận 3". */
export function isPartTitle({ cells }: PastedLine): boolean {
  if (!PART.test(cells.find((cell) => cell !== '') ?? '')) return false;
  const [, title = '', ...others] = cells.filter((cell) => cell !== '');
  const isTitle = () =>
    /\p{L}{2}/u.test(title) && !/\d{5}/.test(title) && !namesCustomer(foldText(title));
  return others.length === 0 && isTitle();
}

/** Whether a line contains only signatures, with place and date. */
export function isSigned({ cells }: PastedLine): boolean {
  const filled = cells.filter((cell) => cell !== '');
  return (
    filled.length > 0 && filled.every((cell) => SIGNED.test(foldText(cell).replace(/^\(|\)$/g, '')))
  );
}

/** Whether a line is the heading of those below it. A single text may be the answer in a chat, unless codes follow. */
export function isHeadingOf(line: PastedLine, below: readonly PastedLine[]): boolean {
  const isOfCodes = () =>
    codeColumnOf(line) >= 0 &&
    below.length > 1 &&
    below.slice(0, 2).every(({ cells }) => looksLikeCode(cells[0] ?? ''));
  return isHeading(line) && (line.cells.filter((cell) => cell !== '').length > 1 || isOfCodes());
}
