const MOST = 160;

/**
 * A failure's text without what is each job's own (addresses, ids, names in quotes), so that jobs that failed for
 * one reason are found to be alike. The mail server's codes stay.
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
