import type { Job } from '../../announce/outbox/job.ts';
import type { Tables } from '../../database/tables.ts';
import { addresseesOf } from '../../orders/core/addressees.ts';

/** The mails about the commitment to pay these lines of an order: made, or due soon. */
export function commitmentMails(
  kind: 'commitment_made' | 'commitment_due_soon',
  order: Tables['orders'],
  lines: readonly Pick<Tables['order_lines'], 'id' | 'recipient_email'>[],
): Job[] {
  return addresseesOf(order, lines).map(({ to, lineIds, isRecipient }) => ({
    kind,
    orderId: order.id,
    to,
    lineIds: isRecipient ? null : lineIds,
  }));
}
