import { sql } from 'kysely';
import type { Job, MailJob } from '../../announce/outbox/job.ts';
import { isSameAddress } from '../../announce/outbox/mailbox.ts';
import { forgetRefusal, hasRefused, noteRefusal } from '../../announce/outbox/refused-addresses.ts';
import { publish } from '../../announce/publish.ts';
import type { Context } from '../../context/context.ts';
import { inTransaction, type Work } from '../../context/in-transaction.ts';
import type { Reader } from '../../database/db.ts';
import type { Tables } from '../../database/tables.ts';
import type { Firm } from '../../foundation/firm.ts';
import { listTopic, orderTopic } from '../../foundation/live-updates.ts';
import { raiseVersions } from '../../orders/core/raise-versions.ts';

type Row = Tables['outbox'];

/** Orders to an address whose open pages read them anew, the newest: an accountant's own address is in all of a firm's. */
const MOST_ORDERS = 50;

/** A mail's firm, and whether its address is one to which whole orders go. */
interface Addressee extends Firm {
  isRecipient: boolean;
}

/** Remembers that there is no such address; {@link tellOthers} follows. */
export async function noteRefused(work: Work, row: Row, job: Job): Promise<void> {
  if (!('to' in job)) return;
  const firm = await addresseeOf(work.tx, row, job);
  if (firm === null) return;
  await noteRefusal(work.tx, work.now(), firm, job.to.email);
  await tellOwn(work, firm, row);
}

/** Whether an address that has accepted a mail refused one before, which nearly none have. */
export async function refusedBefore(context: Context, row: Row, job: MailJob): Promise<boolean> {
  const firm = await addresseeOf(context.db, row, job);
  return firm !== null && (await hasRefused(context.db, firm, job.to.email));
}

/**
 * An address that has accepted a mail is mailed again, and shown without the warning.
 *
 * @returns whether it refused mails until now; {@link tellOthers} follows
 */
export async function noteAccepted(work: Work, row: Row, job: MailJob): Promise<boolean> {
  const firm = await addresseeOf(work.tx, row, job);
  if (firm === null || !(await forgetRefusal(work.tx, firm, job.to.email))) return false;
  await tellOwn(work, firm, row);
  return true;
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
 * Has pages that show the mail's order or the firm's lists read them anew: orders and unpaid lines show addresses that
 * refuse mails. In the transaction of the note, so that neither is kept without the other.
 */
async function tellOwn(work: Work, firm: Firm, { order_id: orderId }: Row): Promise<void> {
  if (orderId !== null) await tellOf(work, firm, [orderId]);
}

/**
 * Has pages that show other orders to the same recipient read them anew, too. In a transaction of its own: it writes many
 * rows that orders and payments need, and the note must not wait for them.
 */
export async function tellOthers(context: Context, row: Row, job: Job): Promise<void> {
  if (!('to' in job)) return;
  const firm = await addresseeOf(context.db, row, job);
  if (!firm?.isRecipient) return;
  const ids = await ordersTo(context.db, firm, job.to.email);
  const others = ids.filter((id) => id !== row.order_id);
  if (others.length > 0) await inTransaction(context, (work) => tellOf(work, firm, others));
}

async function tellOf(work: Work, firm: Firm, orderIds: readonly string[]): Promise<void> {
  await raiseVersions(work.tx, orderIds);
  publish(work, ...orderIds.map(orderTopic), listTopic(firm));
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
