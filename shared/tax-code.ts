import { cleanCode } from './clean-text.ts';

/**
 * Vietnamese tax codes (mã số thuế): 10 digits with a check digit for an organisation, the same with
 * `-001`…`-999` for a branch, and since 1 July 2025 the 12-digit personal identity number for a
 * household business or a person (Circular 86/2024/TT-BTC; no check digit).
 */
export type TaxCodeKind = 'organisation' | 'branch' | 'personal';

const WEIGHTS = [31, 29, 23, 19, 17, 13, 7, 5, 3];

/** The kind of a canonical tax code; null for any other text. */
export function taxCodeKind(code: string): TaxCodeKind | null {
  if (/^\d{10}$/.test(code)) return isOrganisationCode(code) ? 'organisation' : null;
  if (/^\d{10}-\d{3}$/.test(code)) {
    return isOrganisationCode(code.slice(0, 10)) && !code.endsWith('-000') ? 'branch' : null;
  }
  return isPersonalNumber(code) ? 'personal' : null;
}

/** The reason why a text is not a tax code. */
export type TaxCodeProblem = 'TAX_CODE_CHECK_DIGIT' | 'TAX_CODE_INVALID';

/**
 * The canonical form of a tax code written by people, portals and spreadsheets: with blanks, dots or dashes of any
 * kind, a branch without its hyphen, full-width digits, invisible characters, a spreadsheet's text marks and decimals,
 * or without its leading zero where that is certain. Null when it is no tax code.
 */
export function parseTaxCode(text: string): string | null {
  const written = writtenCode(text);
  const code = [written, withoutHyphens(written)].find((each) => taxCodeKind(each) !== null);
  return code ?? withZero(written);
}

/** The canonical form of a tax code; the cleaned text of anything else. */
export function cleanTaxCode(text: string): string {
  return parseTaxCode(text) ?? cleanCode(text);
}

/** The reason why {@link parseTaxCode} refuses a text; null when it does not. */
export function taxCodeProblem(text: string): TaxCodeProblem | null {
  if (parseTaxCode(text) !== null) return null;
  const [, root = ''] = /^(\d{10})(?:-(?!000)\d{3})?$/.exec(writtenCode(text)) ?? [];
  return hasOrganisationDigits(root) ? 'TAX_CODE_CHECK_DIGIT' : 'TAX_CODE_INVALID';
}

/**
 * Every tax code that a spreadsheet cell may stand for. Spreadsheets strip leading zeros (0101243150 becomes
 * 101243150), so a shorter run of digits is also padded to each valid length; the firm's directory decides between
 * them. At most three, the likeliest first.
 */
export function taxCodeCandidates(text: string): string[] {
  // Most cells of a list: words, and numbers of a few digits.
  if (/[a-z]|^[ -~]{0,6}$/i.test(text)) return [];
  const parsed = parseTaxCode(text);
  const digits = writtenCode(text);
  const padded = /^\d{7,12}$/.test(digits)
    ? [
        digits.padStart(10, '0'),
        digits.padStart(12, '0'),
        withHyphen(digits.padStart(13, '0')),
      ].filter((code) => taxCodeKind(code) !== null)
    : [];
  return [...new Set(parsed === null ? padded : [parsed, ...padded])].slice(0, 3);
}

/** The text without the marks that people and spreadsheets put around and between digits. */
function writtenCode(text: string): string {
  if (/^\d{1,12}$/.test(text)) return text;
  const code = cleanCode(text)
    // ="0101243150" and '0101243150 are spreadsheet marks for text.
    .replace(/^[=\s'"’‘`´]+|[\s'"’‘`´]+$/g, '')
    // A number with decimals and thousands separators.
    .replace(/^([\d., ]{7,})[.,]0{1,2}$/, '$1')
    .replace(/^\d{1,3}(,\d{3}){2,}$/, (digits) => digits.replaceAll(',', ''))
    .replace(/[\s.]/g, '');
  return /^\d{13}$/.test(code) ? withHyphen(code) : code;
}

/** Hyphens between groups of digits, as in a telephone number: accepted only when the check digit confirms it. */
function withoutHyphens(code: string): string {
  const digits = /^[\d-]+$/.test(code) ? code.replaceAll('-', '') : '';
  if (digits.length === 13) return withHyphen(digits);
  return digits.length === 10 ? digits : '';
}

/**
 * Restores the one zero that a spreadsheet stripped: where the check digit confirms it, or where eleven digits can only
 * be a personal number (the fourth digit, century and sex, is at most 3 for the living). Ten digits may be an
 * organisation's with a wrong digit, and are never read as a personal number.
 */
function withZero(code: string): string | null {
  if (!/^[1-9]\d{8}(-\d{3}|\d{2,3})?$/.test(code)) return null;
  const padded = code.length === 12 ? withHyphen(`0${code}`) : `0${code}`;
  const kind = taxCodeKind(padded);
  return kind === null || (kind === 'personal' && Number(padded[3]) > 3) ? null : padded;
}

function withHyphen(digits: string): string {
  return `${digits.slice(0, 10)}-${digits.slice(10)}`;
}

/** The first three digits are a province's number: 001 to 096, with room for more. */
function isPersonalNumber(code: string): boolean {
  return /^0(?!00)\d{11}$/.test(code);
}

/**
 * Two digits of province, seven of sequence, neither all zeros, and a check digit. Weights and modulus follow every
 * public implementation; no legal text gives the rule.
 */
function isOrganisationCode(code: string): boolean {
  if (!hasOrganisationDigits(code)) return false;
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * Number(code[index]), 0);
  return 10 - (sum % 11) === Number(code[9]);
}

/** Whether only the check digit is wrong. */
function hasOrganisationDigits(root: string): boolean {
  return root.length === 10 && !root.startsWith('00') && root.slice(2, 9) !== '0000000';
}
