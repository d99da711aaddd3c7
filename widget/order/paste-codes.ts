import { LIMITS } from '../../shared/limits.ts';
import { taxCodeCandidates } from '../../shared/tax-code.ts';

/**
 * The tax codes in a text pasted from a spreadsheet, one for each line: of several columns the one that
 * holds a tax code. A line without any stays as it is, so that nothing pasted is lost; only a heading,
 * which has no digit, is left out.
 */
export function codesInText(text: string): string[] {
  return text
    .split(/[\r\n]+/)
    .flatMap((line, index) => (index === 0 && !/\d/.test(line) ? [] : codesInLine(line)));
}

/** Whether a paste is a column of codes rather than something to search for. */
export function isColumn(text: string): boolean {
  return codesInText(text).filter(looksLikeCode).length > 1;
}

function codesInLine(line: string): string[] {
  const cells = line
    .split('\t')
    .map(unquoted)
    .filter((cell) => cell !== '');
  if (cells.length > 1) {
    const cell = cells.find(isCode) ?? cells.find(looksLikeCode) ?? cells[0];
    return cell === undefined ? [] : [cell];
  }
  const pieces = (cells[0] ?? '').split(/[,;|]/).map(unquoted);
  const codes = pieces.every(looksLikeCode) ? pieces : cells;
  return codes.flatMap((code) => {
    const words = code.split(/\s+/);
    return !isCode(code) && words.length > 1 && words.every(looksLikeCode) ? words : [code];
  });
}

const isCode = (text: string): boolean => taxCodeCandidates(text).length > 0;

/** Digits, as many as a tax code has with or without its leading zeros. */
function looksLikeCode(text: string): boolean {
  return text.length <= LIMITS.taxCodeText && /^\d{7,13}$/.test(text.replace(/[\s.‐‑–—-]/g, ''));
}

/** A cell as the spreadsheet shows it: ="0101243150" and '0101243150 mark text. */
function unquoted(cell: string): string {
  return cell.trim().replace(/^[='"]+|["']+$/g, '');
}
