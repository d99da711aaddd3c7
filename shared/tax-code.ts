/**
 * Vietnamese tax codes (mã số thuế): 10 digits with a check digit for an organisation, the same with
 * `-001`…`-999` for a branch, and since 1 July 2025 the 12-digit personal identity number for a
 * household business or a person (Circular 86/2024/TT-BTC; no check digit).
 */
export type TaxCodeKind = 'organisation' | 'branch' | 'personal';

const WEIGHTS = [31, 29, 23, 19, 17, 13, 7, 5, 3];

/** The kind of a canonical tax code, or null when it is none. */
export function taxCodeKind(code: string): TaxCodeKind | null {
  if (/^\d{10}$/.test(code)) return isOrganisationCode(code) ? 'organisation' : null;
  if (/^\d{10}-\d{3}$/.test(code)) {
    return isOrganisationCode(code.slice(0, 10)) && !code.endsWith('-000') ? 'branch' : null;
  }
  return isPersonalNumber(code) ? 'personal' : null;
}

/**
 * The canonical form of what a person typed: white space and dots dropped, a branch with its hyphen.
 * Null when it is no valid tax code.
 */
export function parseTaxCode(text: string): string | null {
  const compact = compactTaxCode(text);
  const code = /^\d{13}$/.test(compact) ? withHyphen(compact) : compact;
  return taxCodeKind(code) === null ? null : code;
}

/**
 * Every tax code that a cell of a spreadsheet may stand for. Spreadsheets strip leading zeros
 * (0101243150 becomes 101243150), so the shorter run of digits is also read padded to each valid
 * length; which of them is meant, the firm's directory tells. At most three, the likeliest first.
 */
export function taxCodeCandidates(text: string): string[] {
  const typed = parseTaxCode(text);
  const digits = compactTaxCode(text);
  if (/^\d{7,9}-\d{3}$/.test(digits)) {
    const branch = digits.padStart(14, '0');
    return taxCodeKind(branch) === null ? [] : [branch];
  }
  if (!/^\d{7,12}$/.test(digits)) return typed === null ? [] : [typed];
  const padded = [
    digits.padStart(10, '0'),
    digits.padStart(12, '0'),
    withHyphen(digits.padStart(13, '0')),
  ];
  const valid = padded.filter((code) => taxCodeKind(code) !== null && code !== typed);
  return typed === null ? valid : [typed, ...valid];
}

function compactTaxCode(text: string): string {
  return text.replace(/[\s.\u200b]/g, '').replace(/[‐‑–—]/g, '-');
}

function withHyphen(digits: string): string {
  return `${digits.slice(0, 10)}-${digits.slice(10)}`;
}

/** Its first three digits are a province's number: 001 to 096, and room for more. */
function isPersonalNumber(code: string): boolean {
  return /^0(?!00)\d{11}$/.test(code);
}

/**
 * Two digits of province, seven of sequence, neither all zeros, and a check digit. Weights and modulus
 * are as every public implementation has them; no legal text gives the rule.
 */
function isOrganisationCode(code: string): boolean {
  if (code.startsWith('00') || code.slice(2, 9) === '0000000') return false;
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * Number(code[index]), 0);
  return 10 - (sum % 11) === Number(code[9]);
}
