/**
 * Cleans texts from people, portals and clipboards. Invisible characters and look-alikes arrive unseen (a contact
 * copied from a phone carries U+202A … U+202C, a name may carry U+202E, which reverses the rest of a mail), so they are
 * dropped on input.
 */

/** Format characters (bidi controls, zero widths, soft hyphens, tags) and everything else that renders as nothing. */
const INVISIBLE = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;

/** Blanks of any width, and control characters except NUL, which the schemas refuse. */
const BLANKS = /(?:(?!\0)[\s\p{Cc}\u2800])+/gu;
const BLANKS_IN_LINE = /(?:(?![\0\n])[\s\p{Cc}\u2800])+/gu;

/** Hyphens and dashes of any length, and the minus sign. */
const DASHES = /[\p{Dash_Punctuation}\u2212]/gu;

/**
 * Texts that may need cleaning. Most cells of a long list are words of Latin letters between single blanks, which need
 * none.
 */
const UNCLEAN = /[^ -~\u00a1-\u00ac\u00ae-\u024f\u1e00-\u1eff]|^ | $| {2}/;
const UNCLEAN_CODE = /[^ -~]|^ | $| {2}/;

/**
 * One line (a name, an address, a search): every typed letter kept (composed, NFC), no invisible characters, each run
 * of white space one blank.
 */
export function cleanLine(text: string): string {
  if (!UNCLEAN.test(text)) return text;
  return text.replace(INVISIBLE, '').replace(BLANKS, ' ').trim().normalize('NFC');
}

/** Like {@link cleanLine}, for a text of several lines: a reason, a note. */
export function cleanLines(text: string): string {
  return text
    .replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
    .replace(INVISIBLE, '')
    .replace(BLANKS_IN_LINE, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
    .normalize('NFC');
}

/**
 * A code, a telephone number, an e-mail address: like {@link cleanLine}, and look-alike letters, digits and dashes
 * (full-width, superscript, en dash) become the plain ones (NFKC).
 */
export function cleanCode(text: string): string {
  if (!UNCLEAN_CODE.test(text)) return text;
  // Compatibility forms can expand to invisible characters and blanks, so the result is cleaned again.
  return cleanLine(cleanLine(text).normalize('NFKC')).replace(DASHES, '-');
}
