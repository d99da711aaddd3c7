/**
 * The tax codes in a text pasted from a spreadsheet: the first cell of each line that has a digit, or
 * several codes on one line. Anything else in a line (a name, a header) is left out.
 */
export function codesInText(text: string): string[] {
  return text
    .split(/[\r\n]+/)
    .flatMap((line) => line.split(/[\t,;|]+/))
    .map((cell) => cell.trim().replace(/^["'=]+|["']+$/g, ''))
    .filter((cell) => /^[\d.\s‐‑–—-]{7,20}$/.test(cell) && /\d{5}/.test(cell.replace(/\D/g, '')));
}

/** Whether a paste is a column rather than something to search for. */
export function isColumn(text: string): boolean {
  return codesInText(text).length > 1;
}
