import { sql } from 'kysely';
import type { Job, MailJob } from '../../announce/outbox/job.ts';
import { isSameAddress } from '../../announce/outbox/mailbox.ts';
import {
  type Firm,
  forgetRefusal,
  hasRefused,
  noteRefusal,
} from '../../announce/outbox/refused-addresses.ts';
import { publish } from '../../announce/publish.ts';
import type { Context } from '../../context/context.ts';
import { inTransaction, type Work } from '../../context/in-transaction.ts';
import type { Reader } from '../../database/db.ts';
import { inList } from '../../database/in-list.ts';
import type { Tables } from '../../database/tables.ts';
import { listTopic, orderTopic } from '../../foundation/live-updates.ts';

type Row = Tables['outbox'];

/** Orders to an address whose open pages are told of it, the newest: an accountant's own address is in all of a firm's. */
const MOST_ORDERS = 50;

/** A mail's firm, and whether its address is one to which whole orders go. */
interface Addressee extends Firm {
  isRecipient: boolean;
}

/** Remembers that there is no such address; {@link tellPages} says so. */
export async function noteRefused(work: Work, row: Row, job: Job): Promise<void> {
  if (!('to' in job)) return;
  const firm = await addresseeOf(work.tx, row, job);
  if (firm !== null) await noteRefusal(work.tx, work.now(), firm, job.to.email);
}

/** An address that has accepted a mail is mailed again, and shown without the warning. */
export async function noteAccepted(context: Context, row: Row, job: MailJob): Promise<void> {
  const { email } = job.to;
  const firm = await addresseeOf(context.db, row, job);
  // A look first: nearly all have never refused one.
  if (firm === null || !(await hasRefused(context.db, firm, email))) return;
  const isNews = await inTransaction(context, (work) => forgetRefusal(work.tx, firm, email));
  if (isNews) await tellPages(context, row, job);
}

/** Null for a mail to the vendor's operations. */
async function addresseeOf(reader: Reader, row: Row, job: MailJob): Promise<Addressee | null> {
  if (row.lane === 'operations_mails') return null;
  if (job.kind === 'licenses_expiring') {
    return { portalId: job.portalId, firmId: job.firmId, isRecipient: true };
  }
  if (row.order_id === null) return null;
  const order = await reader
    .selectFrom('orders')
    .select(['portal_id', 'firm_id', 'recipient_email'])
    .where('id', '=', row.order_id)
    .executeTakeFirst();
  if (order === undefined) return null;
  return {
    portalId: order.portal_id,
    firmId: order.firm_id,
    isRecipient: isSameAddress(order.recipient_email, job.to.email),
  };
}

/**
 * Pages that show the mail's order, others to the same recipient, or the firm's lists read them anew: the accountant sees
 * at an order and at unpaid lines whose address refuses mails. In a transaction of its own: it writes rows that orders and
 * payments need, and what was noted must not wait for them.
 */
export async function tellPages(context: Context, row: Row, job: Job): Promise<void> {
  if (!('to' in job)) return;
  const firm = await addresseeOf(context.db, row, job);
  if (firm === null) return;
  const ids = new Set(firm.isRecipient ? await ordersTo(context.db, firm, job.to.email) : []);
  if (row.order_id !== null) ids.add(row.order_id);
  await inTransaction(context, async (work) => {
    await work.tx
      .updateTable('orders')
      .set((set) => ({ version: set('version', '+', 1) }))
      .where(inList('id', [...ids]))
      .execute();
    publish(work, ...Array.from(ids, orderTopic), listTopic(firm));
  });
}

/** Walks the firm's orders, so only for a recipient of orders, and outside of any transaction. */
async function ordersTo(reader: Reader, firm: Firm, email: string): Promise<string[]> {
  const orders = await reader
    .selectFrom('orders')
    .select('id')
    .where('portal_id', '=', firm.portalId)
    .where('firm_id', '=', firm.firmId)
    .where(sql<string>`lower(recipient_email)`, '=', email.toLowerCase())
    .orderBy('id', 'desc')
    .limit(MOST_ORDERS)
    .execute();
  return orders.map(({ id }) => id);
}
