const MOST = 160;

/**
 * The grouping of failures as it was when migration 0012 was released; jobs that have failed since are grouped by
 * foundation/failure-reason.ts.
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
