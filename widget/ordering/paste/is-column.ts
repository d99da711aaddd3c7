import { cleanCode } from '../../../shared/clean-text.ts';
import { LIMITS } from '../../../shared/limits.ts';

const CODE_AMONG_WORDS = /(?<![\d+])\d([ .]?\d){8,12}(?!\d)/;

/** Whether a paste is a table or a column of codes or names rather than something to search for. */
export function isColumn(text: string): boolean {
  const codes = text.split(/[\r\n\t,;|]+/).filter(looksLikeCode).length;
  const words = text.trim().split(/\s+/);
  return (
    codes > 1 ||
    // A field keeps one line and would put the others at its end; a cell of several lines is quoted.
    (!text.startsWith('"') && /[\r\n]/.test(text.trim())) ||
    (/[\t\r\n]/.test(text.trim()) && (codes === 1 || CODE_AMONG_WORDS.test(cleanCode(text)))) ||
    (words.length > 1 && words.every(looksLikeCode))
  );
}

/** Digits, as many as a tax code has with or without its leading zeros. */
export function looksLikeCode(text: string): boolean {
  if (text.length > LIMITS.taxCodeText || /[a-z]/i.test(text)) return false;
  return /^\d{7,13}$/.test(cleanCode(text).replace(/[\s.='"-]/g, ''));
}
