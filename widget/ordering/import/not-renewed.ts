import type { PastedLine } from '../paste/pasted-table.ts';

/** Parts of words about a renewal, and against one, with diacritics or without: most cells are read no further. */
const ABOUT = /gia h|i.p t|n.a|s. d|renew/i;
const AGAINST = /kh.ng |ko? |h.ng |ng.ng |[dđ].ng |th.i |h.[yỷ] |not? /i;

/** "Không" cut short; a thousand in "500 k gia hạn". */
const K = '(?<!(?<!\\d)\\d{1,4} )k';

/**
 * Words against a renewal; none of a condition ("nếu không gia hạn sẽ …"), of a former year, nor an amount ("500k gia
 * hạn"). A stop is read by its diacritics: "đồng thời", "sử dụng gia hạn" and the name Huy Gia Hân are none.
 */
const NOT_RENEWED = new RegExp(
  [
    '(?<![\\p{L}\\d])(?<!(?:nếu|neu|năm ngoái|nam ngoai|năm trước|nam truoc) )(?:',
    [
      `(?:không|khong|ko|${K}|hông|hong) (?:cần |can |muốn |muon )?(?:gia h[ạa]n|tiếp tục|tiep tuc)`,
      `(?:không|khong|ko|${K}) (?:sử |su )?(?:dụng|dùng|dung) (?:nữa|nua)`,
      '(?:ngừng|ngưng|ngung|dừng|đừng|thôi|hủy|huỷ) (?:gia h[ạa]n|sử dụng|su dung)',
      '(?:not|no) renew(?:al)?',
    ].join('|'),
    ')(?! (?:thì|thi|sẽ|se)(?!\\p{L}))(?!\\p{L})',
  ].join(''),
  'iu',
);

/** Without diacritics, a stop begins what is said. */
const STOP = /(?:^|[,;:.(–-] ?)(?:[Dd]ung|[Tt]hoi|[Hh]uy) (?:gia han|su dung)(?!\p{L})/u;

/** Whether a line says that its customer is not to be renewed. */
export function isNotRenewed({ cells }: PastedLine): boolean {
  return cells.some(
    (cell) => ABOUT.test(cell) && AGAINST.test(cell) && (NOT_RENEWED.test(cell) || STOP.test(cell)),
  );
}
