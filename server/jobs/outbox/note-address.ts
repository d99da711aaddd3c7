import { sql } from 'kysely';
import type { Job, MailJob } from '../../announce/outbox/job.ts';
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

/** The accountant sees at the order and its unpaid lines that there is no such address. */
export async function noteRefused(work: Work, row: Row, job: Job): Promise<void> {
  if (!('to' in job)) return;
  const firm = await firmOf(work.tx, row, job);
  if (firm === null) return;
  await noteRefusal(work.tx, work.now(), firm, job.to.email);
  await tell(work, firm, row, job.to.email);
}

/** An address that has accepted a mail is mailed again, and shown without the warning. */
export async function noteAccepted(context: Context, row: Row, job: MailJob): Promise<void> {
  const { email } = job.to;
  const firm = await firmOf(context.db, row, job);
  // A look first: nearly all have never refused one.
  if (firm === null || !(await hasRefused(context.db, firm, email))) return;
  await inTransaction(context, async (work) => {
    if (await forgetRefusal(work.tx, firm, email)) await tell(work, firm, row, email);
  });
}

/** The firm for which a mail is; null for one to the vendor's operations. */
async function firmOf(reader: Reader, row: Row, job: MailJob): Promise<Firm | null> {
  if (row.lane === 'operations_mails') return null;
  if (job.kind === 'licenses_expiring') return { portalId: job.portalId, firmId: job.firmId };
  if (row.order_id === null) return null;
  return await reader
    .selectFrom('orders')
    .select(['portal_id as portalId', 'firm_id as firmId'])
    .where('id', '=', row.order_id)
    .executeTakeFirstOrThrow();
}

/** Pages that show the mail's order, others to its address, or the firm's lists read them anew. */
async function tell(work: Work, firm: Firm, row: Row, email: string): Promise<void> {
  const sameAddress = await work.tx
    .selectFrom('orders')
    .select('id')
    .where('portal_id', '=', firm.portalId)
    .where('firm_id', '=', firm.firmId)
    .where(sql<string>`lower(recipient_email)`, '=', email.toLowerCase())
    .orderBy('id', 'desc')
    .limit(MOST_ORDERS)
    .execute();
  const ids = new Set(sameAddress.map(({ id }) => id));
  if (row.order_id !== null) ids.add(row.order_id);
  await work.tx
    .updateTable('orders')
    .set((set) => ({ version: set('version', '+', 1) }))
    .where(inList('id', [...ids]))
    .execute();
  publish(work, ...Array.from(ids, orderTopic), listTopic(firm));
}
