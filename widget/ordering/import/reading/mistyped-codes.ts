import { codesAmongWords, isCompany, isNamedOther } from '../../paste/codes-among-words.ts';
import { type Candidate, candidatesOf, type PastedLine } from '../../paste/pasted-table.ts';

/** The beginning of an organisation's code: a province. */
const PROVINCE = /^(0[1-9]|[1-6])/;

/** A telephone on a desk. */
const LANDLINE = /^02\d{9}$/;

/** Words right before a number that is meant as a tax code, whatever it looks like. */
const LABELLED = /(mst|mã số( thuế)?|ma so( thue)?|tax code)[\s:.]*$/iu;

/** Words right before a number of a paper, an account or a telephone, and before an amount. */
const OF_PAPER =
  /(?<!\p{L})(hóa đơn|hoá đơn|hđ|hợp đồng|đơn( hàng)?|phiếu|chứng từ|giao dịch|ft|số|so|tk|ref|no|tiền|tổng( cộng)?|giá|phí|liên hệ|gọi)\.?[\s:#]*$/iu;

/** Words right behind an amount, or a bank's account. */
const OF_MONEY =
  /^[\s–(-]*(đ|₫|vnđ|vnd|đồng|vcb|bidv|acb|mb|tcb|vib|tpb|vpb|\p{L}*bank|ngân hàng)(?!\p{L})/iu;

/** Most characters around a number that are read for its name. */
const AROUND = 24;

/** Numbers in a text of words that are a company's code with a wrong, a missing or another digit, as far as one can see. */
export function mistypedCodes(text: string): string[] {
  if (!/\d{9}/.test(text)) return [];
  const valid = codesAmongWords(text);
  const runs = text.matchAll(
    /(?<![\d+.,/-])\d{9,11}(?:-\d{1,4})?(?![.,/-]?\d| ?(?:năm|nam|tháng|thang|y))/gi,
  );
  return [...runs].flatMap(({ 0: run, index }) => {
    if (valid.includes(run)) return [];
    const before = text.slice(Math.max(0, index - AROUND), index);
    if (LABELLED.test(before)) return [run];
    const isOther =
      isNamedOther(text, run) ||
      OF_PAPER.test(before) ||
      OF_MONEY.test(text.slice(index + run.length, index + run.length + AROUND));
    return isOther || !PROVINCE.test(run) || !isCompany(run) || LANDLINE.test(run) ? [] : [run];
  });
}

/** A longer cell is no message, and would take long to search. */
const MOST_TEXT = 500;

/** A shorter one has no two codes. */
const LEAST_TEXT = 18;

/** The mistyped codes that stand beside others among the words of a line. */
export function mistypedIn({ cells }: PastedLine): Candidate[] {
  const mayBe = (cell: string) =>
    cell.length > LEAST_TEXT && cell.length <= MOST_TEXT && /\d{9}.+\d{9}/.test(cell);
  if (!cells.some(mayBe)) return [];
  return cells.flatMap((cell, column) => {
    if (!mayBe(cell) || !/\p{L}/u.test(cell)) return [];
    const isBeside = candidatesOf({ number: 0, cells: [cell] }).length > 0;
    return isBeside ? mistypedCodes(cell).map((text) => ({ column, text })) : [];
  });
}
