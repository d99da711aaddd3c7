import { taxCodeCandidates } from '../../../shared/tax-code.ts';

/** A mobile number's beginnings. One number in eleven is a valid tax code, too. */
const MOBILE = /^0(3[2-9]|5[25689]|7[06-9]|8[1-9]|9)\d+$/;

/** Words that name numbers that are no tax codes. */
export const OTHER_NUMBER =
  /(?<!\p{L})(s?đ\/?t|s?dt|điện thoại|dien thoai|tel|phone|zalo|lh|hotline|fax|cccd|cmnd|cmt|stk|tài khoản|tai khoan)(?!\p{L})/iu;
const RIGHT_BEFORE = new RegExp(`${OTHER_NUMBER.source}[\\s.:]*$`, 'iu');

export const isCode = (text: string): boolean => taxCodeCandidates(text).length > 0;

/** Whether a code is an organisation's: neither a person's nor perhaps a mobile number. */
export const isCompany = (code: string): boolean => !/^\d{12}$/.test(code) && !MOBILE.test(code);

/** Most characters before a number that are read for its name: texts may be long. */
const BEFORE = 24;

/** Whether a number in a text is named as a telephone, or as anything else that is no tax code. */
export const isNamedOther = (text: string, number: string): boolean =>
  RIGHT_BEFORE.test(text.slice(0, text.indexOf(number)).slice(-BEFORE));

/** The codes in a text of words; those named as other numbers only where there are no others ("ĐT" ends names, too). */
export function codesAmongWords(text: string): string[] {
  if (!/\d{10}/.test(text)) return [];
  const runs = text.match(/(?<![\d+])(?:\d{12,13}|\d{10}(?:-\d{3})?)(?!\d)/g) ?? [];
  const codes = runs.filter(isCode);
  const named = codes.filter((code) => !isNamedOther(text, code));
  return named.length > 0 ? named : codes;
}

/** The beginning of an organisation's code: a province. */
const PROVINCE = /^(0[1-9]|[1-6])/;

/** A telephone on a desk. */
const LANDLINE = /^02\d{9}$/;

/** Words right before a number that is meant as a tax code, whatever it looks like. */
const LABELLED = /(mst|mã số( thuế)?|ma so( thue)?|tax code)[\s:.]*$/iu;

/** Words right before a number of a paper or an account. */
const OF_PAPER =
  /(?<!\p{L})(hóa đơn|hoá đơn|hđ|hợp đồng|đơn hàng|phiếu|chứng từ|giao dịch|số|so|tk|ref|no)\.?[\s:#]*$/iu;

/** Words right behind an amount, or a bank's account. */
const OF_MONEY =
  /^[\s–(-]*(đ|₫|vnđ|vnd|đồng|vcb|bidv|acb|mb|tcb|vib|tpb|vpb|\p{L}*bank|ngân hàng)(?!\p{L})/iu;

/** Numbers in a text of words that are a company's code with a wrong, a missing or another digit, as far as one can see. */
export function mistypedCodes(text: string): string[] {
  if (!/\d{9}/.test(text)) return [];
  const valid = codesAmongWords(text);
  const runs = text.matchAll(/(?<![\d+.,/-])\d{9,11}(?:-\d{1,4})?(?![.,/-]?\d)/g);
  return [...runs].flatMap(({ 0: run, index }) => {
    if (valid.includes(run)) return [];
    const before = text.slice(Math.max(0, index - BEFORE), index);
    if (LABELLED.test(before)) return [run];
    const isOther =
      RIGHT_BEFORE.test(before) ||
      OF_PAPER.test(before) ||
      OF_MONEY.test(text.slice(index + run.length, index + run.length + BEFORE));
    return isOther || !PROVINCE.test(run) || !isCompany(run) || LANDLINE.test(run) ? [] : [run];
  });
}
