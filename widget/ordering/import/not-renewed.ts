import { foldText } from '../../../shared/search-text.ts';
import type { PastedLine } from '../paste/pasted-table.ts';

/** Words that may be about a renewal; most cells have none. */
const ABOUT = /gia hạn|gia han|tiếp tục|tiep tuc|nữa|nua|sử dụng|su dung|renew/iu;

const NOT_RENEWED =
  /(?<![a-z])((khong|ko|k|hong) (can |muon )?(gia han|tiep tuc)|(khong|ko|k) (dung|su dung) nua|(ngung|dung|thoi|huy) (gia han|su dung)|(not|no) renew(al)?)(?![a-z])/;

/** Whether a line says that its customer is not to be renewed. */
export function isNotRenewed({ cells }: PastedLine): boolean {
  return cells.some((cell) => ABOUT.test(cell) && NOT_RENEWED.test(foldText(cell)));
}
