import { cleanCode } from '../../shared/clean-text.ts';
import { LIMITS } from '../../shared/limits.ts';

/** Whether a paste is a table or a column of codes rather than something to search for. */
export function isColumn(text: string): boolean {
  const codes = text.split(/[\r\n\t,;|]+/).filter(looksLikeCode).length;
  return codes > 1 || (codes === 1 && text.includes('\t'));
}

/** Digits, as many as a tax code has with or without its leading zeros. */
export function looksLikeCode(text: string): boolean {
  if (text.length > LIMITS.taxCodeText) return false;
  return /^\d{7,13}$/.test(cleanCode(text).replace(/[\s.='"-]/g, ''));
}
