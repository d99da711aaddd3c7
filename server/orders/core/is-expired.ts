import type { Tables } from '../../database/tables.ts';

/** A line that nobody cancelled, with a reason, was closed as its order expired. */
export function isExpired(
  order: Pick<Tables['orders'], 'expired_at'>,
  line: Pick<Tables['order_lines'], 'state' | 'cancel_reason'>,
): boolean {
  return line.state === 'cancelled' && order.expired_at !== null && line.cancel_reason === null;
}
