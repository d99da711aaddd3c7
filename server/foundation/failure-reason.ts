const MOST = 160;

/**
 * A failure's text without each job's own details (addresses, ids, names in quotes), so that failures for one reason
 * read alike. The mail server's codes stay.
 */
export function failureReason(error: string): string {
  return error
    .replace(/<[^>]*>|https?:\/\/\S+|\S+@\S+|"[^"]*"|'[^']*'/g, '…')
    .replace(/(?<![\w.])(?!\d{3}(?![\w.-])|\d\.\d{1,3}\.\d{1,3}(?![\w.]))[\w.-]*\d[\w.-]*/g, '…')
    .replace(/[\s…]*…[\s…]*/g, ' … ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, MOST);
}
