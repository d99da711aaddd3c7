import { taxCodeCandidates } from '../../../shared/tax-code.ts';

/** A mobile number's beginnings. One number in eleven is a valid tax code, too. */
const MOBILE = /^0(3[2-9]|5[25689]|7[06-9]|8[1-9]|9)\d+$/;

/** Words that name numbers that are no tax codes. */
export const OTHER_NUMBER =
  /(?<!\p{L})(s?đ\/?t|s?dt|điện thoại|dien thoai|tel|phone|zalo|lh|li[êe]n h[ệe]|mobile|di động|di dong|hotline|fax|cccd|cmnd|cmt|stk|tài khoản|tai khoan)(?!\p{L})/iu;
const RIGHT_BEFORE = new RegExp(`${OTHER_NUMBER.source}[\\s.:]*$`, 'iu');

export const isCode = (text: string): boolean => taxCodeCandidates(text).length > 0;

/** Whether a code is an organisation's: neither a person's nor perhaps a mobile number. */
export const isCompany = (code: string): boolean => !/^\d{12}$/.test(code) && !MOBILE.test(code);

/** Most characters before a number that are read for its name: texts may be long. */
const BEFORE = 24;

/** Whether a number in a text is named as a telephone, or as anything else that is no tax code. */
export const isNamedOther = (text: string, number: string): boolean =>
  RIGHT_BEFORE.test(text.slice(0, text.indexOf(number)).slice(-BEFORE));

/** A code with blanks or dots in it, which is none without its name: it may be a telephone. */
const LABELLED =
  /(?<=(?:mst|mã số thuế|ma so thue)[\s:.]{0,3})\d(?:[ .]?\d){9}(?:(?: ?- ?| )?\d{3})?(?!\.?\d)/giu;

/** The codes in a text of words; those named as other numbers only where there are no others ("ĐT" ends names, too). */
export function codesAmongWords(text: string): string[] {
  if (!/\d{10}/.test(text)) {
    return /\d[ .]\d/.test(text) ? (text.match(LABELLED) ?? []).filter(isCode) : [];
  }
  const runs = text.match(/(?<![\d+])(?:\d{12,13}|\d{10}(?:-\d{3})?)(?!\d)/g) ?? [];
  const codes = runs.filter(isCode);
  const named = codes.filter((code) => !isNamedOther(text, code));
  return named.length > 0 ? named : codes;
}
