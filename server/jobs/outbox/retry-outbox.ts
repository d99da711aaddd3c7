import { auditOperator } from '../../announce/audit.ts';
import { type Job, jobOf, type MailJobOf, rowOf } from '../../announce/outbox/job.ts';
import type { Context } from '../../context/context.ts';
import { inTransaction } from '../../context/in-transaction.ts';
import type { Tx } from '../../database/db.ts';
import { inList } from '../../database/in-list.ts';
import { DomainError } from '../../foundation/domain-error.ts';

/**
 * Lets a job that was given up be tried once more; a mail to another address, where its own was wrong.
 *
 * @throws DomainError NOT_FOUND when it is not given up, or not any more
 */
export async function retryOutbox(
  context: Context,
  operator: string,
  { jobId, email }: { jobId: string; email?: string | undefined },
): Promise<void> {
  await inTransaction(context, async (work) => {
    const { tx } = work;
    const now = work.now();
    const row = await tx
      .updateTable('outbox')
      .set({ state: 'pending', tries: 0, run_at: now, locked_until: 0 })
      .where('id', '=', jobId)
      .where('state', '=', 'dead')
      .returning(['kind', 'payload'])
      .executeTakeFirst();
    if (row === undefined) throw new DomainError('NOT_FOUND');
    const job = jobOf(row);
    // Under the same id, by which the gateway recognises it; not where a person has settled the matter since.
    if (job.kind === 'refund_payment') {
      await tx
        .updateTable('refunds')
        .set({ state: 'pending', error: null })
        .where('id', '=', job.refundId)
        .where('state', '=', 'unclear')
        .execute();
    }
    const address = await correctAddress(tx, jobId, job, email);
    await auditOperator(work, operator, 'outbox.retried', jobId, { kind: job.kind, ...address });
  });
}

/** @returns the changes, for the audit log */
async function correctAddress(
  tx: Tx,
  jobId: string,
  job: Job,
  email: string | undefined,
): Promise<{ from?: string; to?: string }> {
  if (!('to' in job) || email === undefined || email === job.to.email) return {};
  const corrected = rowOf({ ...job, to: { ...job.to, email } });
  await tx.updateTable('outbox').set(corrected).where('id', '=', jobId).execute();
  // Reminders and payment mails for a mailed link go to its new address.
  if (job.kind === 'payment_link') await correctLinks(tx, job.linkId, job.to.email, email);
  if (job.kind === 'line_due_soon') await correctLinksOf(tx, job, [job.lineId], email);
  if (job.kind === 'order_due_soon') await correctLinksOf(tx, job, job.lineIds ?? [], email);
  return { from: job.to.email, to: email };
}

/** A reminder asks the owner of its lines where their links were mailed. */
async function correctLinksOf(
  tx: Tx,
  { orderId, to }: MailJobOf<'line_due_soon' | 'order_due_soon'>,
  lineIds: readonly string[],
  email: string,
): Promise<void> {
  await tx
    .updateTable('payment_links')
    .set({ sent_to: email })
    .where('order_id', '=', orderId)
    .where(inList('order_line_id', lineIds))
    .where('sent_to', '=', to.email)
    .execute();
}

/** Corrects the address of a mailed link, and of its line's other links: one that replaces it has a copy. */
async function correctLinks(tx: Tx, linkId: string, from: string, to: string): Promise<void> {
  const link = tx.selectFrom('payment_links').where('id', '=', linkId);
  await tx
    .updateTable('payment_links')
    .set({ sent_to: to })
    .where('order_id', '=', link.select('order_id'))
    .where((where) =>
      where.or([
        where('id', '=', linkId),
        where('order_line_id', '=', link.select('order_line_id')),
      ]),
    )
    .where('sent_to', '=', from)
    .execute();
}
