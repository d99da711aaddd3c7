/**
 * Texts as they come from a person, a portal or a clipboard, made into what they look like. Invisible
 * characters and look-alikes arrive unseen (a contact copied from a phone carries U+202A … U+202C, a name
 * may carry U+202E, which turns round the rest of a mail), so they are dropped where a text comes in.
 */

/** Format characters (bidi controls, zero widths, soft hyphens, tags) and all else that is drawn as nothing. */
const INVISIBLE = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;

/** Blanks of any width, and control characters but NUL, which the schemas refuse. */
const BLANKS = /(?:(?!\0)[\s\p{Cc}\u2800])+/gu;
const BLANKS_IN_LINE = /(?:(?![\0\n])[\s\p{Cc}\u2800])+/gu;

/** Hyphens and dashes of any length, and the minus. */
const DASHES = /[\p{Dash_Punctuation}\u2212]/gu;

/**
 * A name, an address, a search: one line, with every letter that was typed (composed, NFC), without
 * invisible characters, one blank for each run of white space.
 */
export function cleanLine(text: string): string {
  return text.replace(INVISIBLE, '').replace(BLANKS, ' ').trim().normalize('NFC');
}

/** As {@link cleanLine}, for a text of several lines: a reason, a note. */
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
 * A code, a telephone number, an e-mail address: as {@link cleanLine}, and letters, digits and dashes that
 * only look different (full-width, superscript, en dash) become the plain ones (NFKC).
 */
export function cleanCode(text: string): string {
  // Compatibility forms may be made of invisible characters and blanks themselves: cleaned again after.
  return cleanLine(cleanLine(text).normalize('NFKC')).replace(DASHES, '-');
}
