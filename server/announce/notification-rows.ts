import { sql } from 'kysely';
import type { NotificationKind } from '../../shared/schemas/notification.ts';
import { SUMMED_KIND } from '../../shared/summed-kind.ts';
import type { Tx } from '../database/db.ts';
import { newId } from '../database/id.ts';
import { listed } from '../database/in-list.ts';
import { prepared } from '../database/prepared.ts';
import type { Tables } from '../database/tables.ts';
import type { Firm } from '../foundation/firm.ts';

export interface NewNotification {
  kind: NotificationKind;
  /** The entry's subject: one of the two. */
  orderId: string | null;
  digestId: string | null;
  /** Dong. */
  amount: number;
  lineCount: number;
  customerName: string;
}

/** Accountants of one firm. */
interface Owners extends Firm {
  accountantIds: readonly string[];
}

/** The last entry's number of each accountant: one step in an index for each, however many entries their bells have. */
const readLast = prepared((tx, { portalId, firmId, accountantIds }: Owners) => ({
  compile: () =>
    sql<{ accountant_id: string; sequence: number | null }>`
      select value as accountant_id, (
        select max(sequence) from notifications
        where portal_id = ${portalId} and firm_id = ${firmId} and accountant_id = listed.value
      ) as sequence
      from ${listed(accountantIds)}`.compile(tx),
}));

/** Amount and lines of unread entries that a new one sums up, which takes their place. */
interface Earlier {
  amount: number;
  lineCount: number;
}

/** The rows that ring accountants' bells; {@link bellTopic} of each is to be published after the commit. */
export async function notificationRows(
  tx: Tx,
  now: number,
  owners: Owners,
  notification: NewNotification,
): Promise<Tables['notifications'][]> {
  // Before the earlier ones go, whose numbers streams have seen.
  const last = await readLast(tx, owners);
  const earlier = await takeEarlier(tx, notification);
  return last.map(({ accountant_id, sequence }) => ({
    id: newId(),
    portal_id: owners.portalId,
    firm_id: owners.firmId,
    accountant_id,
    sequence: Number(sequence ?? 0) + 1,
    kind: notification.kind,
    order_id: notification.orderId,
    digest_id: notification.digestId,
    amount: earlier.amount + notification.amount,
    earlier_amount: earlier.amount,
    line_count: earlier.lineCount + notification.lineCount,
    customer_name: notification.customerName,
    created_at: now,
    read_at: null,
  }));
}

/** Hundreds of owners may pay one order: their payments are one entry until it is read. An order rings one bell. */
async function takeEarlier(tx: Tx, { kind, orderId }: NewNotification): Promise<Earlier> {
  if (kind !== SUMMED_KIND || orderId === null) return { amount: 0, lineCount: 0 };
  const rows = await takeUnreadPayments(tx, { orderId });
  return {
    amount: rows.reduce((sum, row) => sum + row.amount, 0),
    lineCount: rows.reduce((sum, row) => sum + row.line_count, 0),
  };
}

/** Worded as the partial index of these entries: otherwise SQLite would read every unread one. */
const takeUnreadPayments = prepared((tx, { orderId }: { orderId: string }) =>
  tx
    .deleteFrom('notifications')
    .where('order_id', '=', orderId)
    .where(sql<boolean>`read_at is null and kind = 'payment_received'`)
    .returning(['amount', 'line_count']),
);
