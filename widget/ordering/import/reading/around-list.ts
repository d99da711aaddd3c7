import { foldText } from '../../../../shared/search-text.ts';
import { OTHER_NUMBER } from '../../paste/codes-among-words.ts';
import { candidatesOf, type PastedLine } from '../../paste/pasted-table.ts';
import { termIn } from './plain-lines.ts';
import { namesCustomer } from './polite-lines.ts';

const widthOf = ({ cells }: PastedLine): number => cells.filter((cell) => cell !== '').length;

/** Words below a list, for its signatures. */
const SIGNED =
  /^(nguoi (lap|duyet|kiem tra|phe duyet|de nghi)( bieu| phieu| bang)?|ke toan( truong| vien)?|(pho )?(tong )?giam doc|truong (phong|bo phan)|thu truong don vi|ky[ ,]*(va )?(ghi )?(ro )?(ho )?(va )?ten[ ,]*(va )?(dong dau)?|prepared by|approved by|tran trong( cam on)?[,.!]?|(thanks and |thanks & |best )?regards[,.!]?|(.{0,20}, ?)?ngay (.{0,10} thang .{0,10} nam [\d. …]*|\d{1,2}[/.-]\d{1,2}[/.-]\d{4}))$/;

/** Words above a list about the firm that made it. */
const LETTERHEAD =
  /(^|[^a-z])(mst|ma so (thue|doanh nghiep)|dien thoai|dt|tel|phone|fax|hotline|stk|tai khoan|tax code)[^a-z]*\d/;

/** Words of a line that adds up a part of a list. */
const PART_TOTAL =
  /^(tong |tong cong |cong )((nhom|muc|phan|trang|theo|chuyen|mang|luy ke|phat sinh|khu( vuc)?|quan|huyen|tinh|tp|phuong|thang|quy|bo phan)( .*)?|[ivx]{1,4})$/;

/** A line of a table fills more cells. */
const MOST_LETTERHEAD_CELLS = 3;

/** Whether a line has the tax code or telephone number of the list's author. */
export function isLetterhead(line: PastedLine): boolean {
  return widthOf(line) <= MOST_LETTERHEAD_CELLS && LETTERHEAD.test(foldText(line.cells.join(' ')));
}

/** Words about the author of a message: "zalo chị Lan 0912345678", "- Số tài khoản: 0071001234". */
const CONTACT = new RegExp(
  `^[^\\p{L}\\d]*(?:số |so )?${OTHER_NUMBER.source}.*?(\\d[ .]?){8}`,
  'iu',
);

/** Whether a line only says how to reach or pay its author. */
export function isContact({ cells }: PastedLine): boolean {
  const [only = '', ...others] = cells.filter((cell) => cell !== '');
  const isIt = others.length === 0 && CONTACT.test(only) && termIn(only) === '';
  return isIt && !namesCustomer(foldText(only));
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

/** A title by itself: "A. Doanh nghiệp", "Nhóm Hà Nội", "Quận 3", "Tháng 12"; and the kinds of customers. */
const PART_TITLE =
  /^([ivx]{1,5}|[a-h])[.)] ?[a-z]|^(nhom|khu vuc|quan|huyen|tinh|phu trach|thang|quy)[ :]|^(khach hang|ho kinh doanh|doanh nghiep|ca nhan|cong ty)( (cu|moi))?$/;

/** A note around a list: "Ghi chú: …", "(*) bắt buộc", "Bằng chữ: …". */
const NOTE = /^((ghi chu|luu y|note|bang chu)\s?:|\(?\*)/;

/**
 * Whether a line is only the title of a part of a list, perhaps with its number: "II · Khách hàng quận 3"; or a note.
 */
export function isPartTitle({ cells }: PastedLine): boolean {
  const [first = '', title = first, ...others] = cells.filter((cell) => cell !== '');
  if (others.length > 0 || /\d{5}/.test(title)) return false;
  const text = foldText(title);
  if (title === first) return NOTE.test(text) || (PART_TITLE.test(text) && !namesCustomer(text));
  return PART.test(first) && /\p{L}{2}/u.test(title) && !namesCustomer(text);
}

/** Whether a line contains only signatures, with place and date. */
export function isSigned({ cells }: PastedLine): boolean {
  const filled = cells.filter((cell) => cell !== '');
  return (
    filled.length > 0 && filled.every((cell) => SIGNED.test(foldText(cell).replace(/^\(|\)$/g, '')))
  );
}
