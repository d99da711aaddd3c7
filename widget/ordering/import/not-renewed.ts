import { foldText } from '../../../shared/search-text.ts';
import type { PastedLine } from '../paste/pasted-table.ts';

/** Parts of words about a renewal, and against one, with diacritics or without: most cells are read no further. */
const ABOUT = /gia h|i.p t| n.a|s. d|renew/i;
const AGAINST = /kh.ng |ko? |h.ng |ng.ng |[dđ].ng |th.i |h.y |not? /i;

const NOT_RENEWED =
  /(?<![a-z])((khong|ko|k|hong) (can |muon )?(gia han|tiep tuc)|(khong|ko|k) (dung|su dung) nua|(ngung|dung|thoi|huy) (gia han|su dung)|(not|no) renew(al)?)(?![a-z])/;

/** Whether a line says that its customer is not to be renewed. */
export function isNotRenewed({ cells }: PastedLine): boolean {
  return cells.some(
    (cell) => ABOUT.test(cell) && AGAINST.test(cell) && NOT_RENEWED.test(foldText(cell)),
  );
}
