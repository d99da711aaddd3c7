import { foldText } from '../../../shared/search-text.ts';
import type { PastedLine } from '../paste/pasted-table.ts';

/** What stands below a list to be signed. */
const SIGNED =
  /^(nguoi lap( bieu| phieu)?|nguoi duyet|ke toan( truong| vien)?|(tong )?giam doc|thu truong don vi|ky[ ,]*(va )?(ghi )?(ro )?(ho )?(va )?ten[ ,]*(va )?(dong dau)?|prepared by|approved by|(.{0,20}, ?)?ngay .{0,10} thang .{0,10} nam [\d. …]*)$/;

/** Whether a line has nothing but who signs the list, and where and when. */
export function isSigned({ cells }: PastedLine): boolean {
  const filled = cells.filter((cell) => cell !== '');
  return filled.every((cell) => SIGNED.test(foldText(cell).replace(/^\(|\)$/g, '')));
}
