import type { LineState } from '../../shared/order-state.ts';
import type { PayerKind } from '../../shared/schemas/common.ts';
import { alsoHas } from '../database/also-has.ts';
import type { Reader } from '../database/db.ts';
import { inList } from '../database/in-list.ts';
import { DomainError } from '../foundation/domain-error.ts';
import type { Firm } from '../foundation/firm.ts';

/** A line that a person has chosen from the list, as it is now. */
export interface NamedLine {
  id: string;
  orderId: string;
  state: LineState;
  payer: PayerKind;
  /** The address for mails to its owner; may be empty. */
  email: string;
  contactName: string;
  /** Time of the last mail with its newest link. */
  sentAt: number | null;
  remindedAt: number | null;
}

/**
 * The named lines, in the order of their orders.
 *
 * @throws DomainError NOT_FOUND when one of them is no line of the firm
 */
export async function readNamedLines(
  reader: Reader,
  { portalId, firmId }: Firm,
  lineIds: readonly string[],
): Promise<NamedLine[]> {
  const wanted = [...new Set(lineIds)];
  const rows = await reader
    .selectFrom('order_lines as line')
    .innerJoin('orders', 'orders.id', 'line.order_id')
    .innerJoin('customers', 'customers.id', 'line.customer_id')
    .leftJoin('line_reminders as reminder', 'reminder.order_line_id', 'line.id')
    .select((value) => [
      'line.id',
      'line.order_id',
      'line.state',
      'line.payer',
      'line.recipient_email',
      'customers.email',
      'customers.contact_name',
      'reminder.reminded_at',
      value
        .selectFrom('payment_links as own')
        .select('own.sent_at')
        .whereRef('own.order_line_id', '=', 'line.id')
        .orderBy('own.id', 'desc')
        .limit(1)
        .as('sent_at'),
    ])
    .where(inList('line.id', wanted))
    .where(alsoHas('orders.portal_id', portalId))
    .where(alsoHas('orders.firm_id', firmId))
    .orderBy('line.order_id')
    .orderBy('line.line_number')
    .execute();
  if (rows.length < wanted.length) throw new DomainError('NOT_FOUND');
  return rows.map((row) => ({
    id: row.id,
    orderId: row.order_id,
    state: row.state,
    payer: row.payer,
    email: row.recipient_email ?? row.email,
    contactName: row.contact_name,
    sentAt: row.sent_at,
    remindedAt: row.reminded_at,
  }));
}
