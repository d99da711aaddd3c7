import { foldText } from '../../../../shared/search-text.ts';
import type { CellLine } from '../../paste/delimited-lines.ts';
import type { PastedLine } from '../../paste/pasted-table.ts';
import { saysOnly, titleIn } from './list-titles.ts';

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

/** A heading that asks whether to renew: "Gia hạn", "KH đồng ý gia hạn 2027?", "Gia hạn (Có/Không)", "Renew?". */
const QUESTION =
  /^((co|kh|khach( hang)?|dong y|xac nhan|nhu cau|dang ky|tiep tuc) )*(gia han|renew(al)?)( (tiep|phan mem|cho|nam|20\d\d|khong))*( ?\((co\/khong|yes\/no|y\/n)\))?[ ?]*$/;

/** A heading that asks the same of a list of renewals, in a word. */
const ASKS = /^((kh|khach( hang)?) )?(dong y|chot|chon|xac nhan)[ ?]*$/;

/** A state of a customer who has stopped: "Ngừng", "Tạm ngừng hoạt động". */
const STOPPED =
  /^(?:(?:đã|tạm) )?(?:ngừng|ngưng|dừng|nghỉ)(?: (?:hoạt động|hđ|dịch vụ|dv|kinh doanh|kd|làm|thuê))?[.!]?$/iu;

const NO = /^(khong( gh)?|ko|k|no|n|0|false|sai|[✗✘❌☐□])$/u;

/** The columns whose headings ask whether to renew; of several with a year, those of the latest. */
export function questionColumns(headings: readonly string[]): readonly number[] {
  const asked = [...headings.keys()].filter((column) =>
    [QUESTION, ASKS].some((question) => question.test(foldText(headings[column] ?? ''))),
  );
  const yearOf = (column: number) => Number(/20\d\d/.exec(headings[column] ?? '')?.[0] ?? 0);
  const latest = Math.max(...asked.map(yearOf));
  return asked.filter((column) => yearOf(column) === 0 || yearOf(column) === latest);
}

/** Whether a text answers with no. */
export const isNo = (text: string): boolean => NO.test(foldText(text));

/** Words of a text that are said against a renewal; empty: none. */
function saidAgainst(text: string): string {
  if (!ABOUT.test(text) || !AGAINST.test(text)) return '';
  const [said = ''] = NOT_RENEWED.exec(text) ?? STOP.exec(text) ?? [];
  return said;
}

/**
 * Whether a line says that its customer is not to be renewed.
 *
 * @param questions the columns whose headings ask so
 */
export function isNotRenewed({ cells }: PastedLine, questions: readonly number[] = []): boolean {
  const isAnswered = questions.some((column) => isNo(cells[column] ?? ''));
  return isAnswered || cells.some((cell) => saidAgainst(cell) !== '' || STOPPED.test(cell));
}

/** Words of a time, which say nothing of a single customer. */
const WHEN = /(?<!\p{L})(?:năm (?:nay|sau|20\d\d)|20\d\d|nữa|tiếp)(?!\p{L})/giu;

/** Whether a line is the title of customers who are not to be renewed: "Không gia hạn:", "II. Các cty ngừng sử dụng". */
export function isTitleAgainst(line: CellLine): boolean {
  const whole = titleIn(line);
  const said = saidAgainst(whole);
  return said !== '' && saysOnly(whole.replace(WHEN, ' '), said);
}
