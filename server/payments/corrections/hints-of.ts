import { cleanCode } from '../../../shared/clean-text.ts';
import { taxCodeCandidates } from '../../../shared/tax-code.ts';

/** Order numbers and tax codes in a memo; a bank may have put anything around and between their parts. */
export function hintsOf(memo: string): { orderNumbers: string[]; taxCodes: string[] } {
  const text = cleanCode(memo).toUpperCase();
  const orderNumbers = [...text.matchAll(/DH[\s._-]*0*(\d{1,9})(?!\d)/g)].map(
    ([, digits = '']) => `DH${digits.padStart(6, '0')}`,
  );
  // A branch's hyphen is often lost on the way, as are a spreadsheet's leading zeros before it.
  const taxCodes = [
    ...text.matchAll(/(?<!\d)\d{8,10}(?:-?\d{3})?(?!\d)|(?<!\d)\d{12}(?!\d)/g),
  ].flatMap(([code]) => taxCodeCandidates(code));
  return { orderNumbers: [...new Set(orderNumbers)], taxCodes: [...new Set(taxCodes)] };
}
