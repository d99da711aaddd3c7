import { sql } from 'kysely';
import type { NotificationKind } from '../../shared/schemas/notification.ts';
import type { Tx } from '../database/db.ts';
import { newId } from '../database/id.ts';
import { listed } from '../database/in-list.ts';
import { prepared } from '../database/prepared.ts';
import type { Tables } from '../database/tables.ts';

export interface NewNotification {
  kind: NotificationKind;
  /** Its subject: one of the two. */
  orderId: string | null;
  digestId: string | null;
  /** Dong. */
  amount: number;
  lineCount: number;
  customerName: string;
}

/** Accountants of one firm. */
interface Owners {
  portalId: string;
  firmId: string;
  accountantIds: readonly string[];
}

/** By accountant, so that each one's count is a single step in an index, however many entries their bells have. */
const readLast = prepared((tx, { portalId, firmId, accountantIds }: Owners) => ({
  compile: () =>
    sql<{ accountant_id: string; sequence: number | null }>`
      select value as accountant_id, (
        select max(sequence) from notifications
        where portal_id = ${portalId} and firm_id = ${firmId} and accountant_id = listed.value
      ) as sequence
      from ${listed(accountantIds)}`.compile(tx),
}));

/** The rows that ring accountants' bells; {@link bellTopic} of each is to be published after the commit. */
export async function notificationRows(
  tx: Tx,
  now: number,
  owners: Owners,
  notification: NewNotification,
): Promise<Tables['notifications'][]> {
  return (await readLast(tx, owners)).map(({ accountant_id, sequence }) => ({
    id: newId(),
    portal_id: owners.portalId,
    firm_id: owners.firmId,
    accountant_id,
    sequence: Number(sequence ?? 0) + 1,
    kind: notification.kind,
    order_id: notification.orderId,
    digest_id: notification.digestId,
    amount: notification.amount,
    line_count: notification.lineCount,
    customer_name: notification.customerName,
    created_at: now,
    read_at: null,
  }));
}
