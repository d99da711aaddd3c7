import { cleanLine } from './clean-text.ts';
import { parseTaxCode } from './tax-code.ts';

/**
 * The form in which search compares text: lower case, no diacritics, đ as d, runs of white space as one blank, nothing
 * invisible, full-width letters as plain ones. "Công ty Đại Phát" → "cong ty dai phat".
 */
export function foldText(text: string): string {
  return cleanLine(text)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[đĐ]/g, 'd')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .trim();
}

/**
 * The words of a search, each of which must occur in the text searched. A tax code, or the beginning of one, is a
 * single word in any notation: "0166 078.547" → ["0166078547"].
 */
export function searchWords(query: string): string[] {
  const folded = foldText(query);
  const code = parseTaxCode(folded);
  if (code !== null) return [code];
  if (/^\d[\d .]*$/.test(folded)) return [folded.replace(/[ .]/g, '')];
  return folded.split(' ').filter(Boolean);
}

/** Like {@link foldText}, but with case kept, and only printable ASCII left: for gateways and QR codes. */
export function toAscii(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/đ/g, 'd')
    .replace(/Đ/g, 'D')
    .replace(/[^\x20-\x7e]/g, '');
}
