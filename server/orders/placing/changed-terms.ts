import type { RowProblem } from '../../../shared/error-codes.ts';
import type { PlaceOrderInput } from '../../../shared/schemas/order.ts';
import type { QuotedLine } from '../../quoting/quotes/quote-lines.ts';

/**
 * Lines whose new expiry is no longer the confirmed one, though the price may be the same: another day has begun, or
 * the portal has declared another fiscal year.
 */
export function changedTerms(
  lines: readonly Pick<QuotedLine, 'row' | 'newExpiry'>[],
  confirmed: PlaceOrderInput['lines'],
): RowProblem[] {
  return lines
    .filter(({ row, newExpiry }) => (confirmed[row]?.newExpiry ?? newExpiry) !== newExpiry)
    .map(({ row, newExpiry }) => ({ row, field: 'years', code: 'TERM_CHANGED', newExpiry }));
}
