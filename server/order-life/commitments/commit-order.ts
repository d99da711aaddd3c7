import { calendarDateAt, laterOf } from '../../../shared/calendar-date.ts';
import { sumDong } from '../../../shared/money.ts';
import { addNotifications } from '../../announce/add-notifications.ts';
import { audit } from '../../announce/audit.ts';
import { enqueueOrderEvents } from '../../announce/events/enqueue-events.ts';
import { enqueue } from '../../announce/outbox/enqueue.ts';
import { requireMails } from '../../announce/outbox/limit-mails.ts';
import { publish } from '../../announce/publish.ts';
import type { Actor, Context } from '../../context/context.ts';
import { inTransaction } from '../../context/in-transaction.ts';
import { insertRows } from '../../database/insert-rows.ts';
import { extendLicenses } from '../../directory/licenses/extend-licenses.ts';
import { DomainError } from '../../foundation/domain-error.ts';
import { commitmentEvents } from '../../orders/commitments/commitment-events.ts';
import { lastPayBy } from '../../orders/commitments/commitment-terms.ts';
import { readUnpaidLines } from '../../orders/commitments/committable-lines.ts';
import { orderTopics } from '../../orders/core/order-topics.ts';
import { ownerOf } from '../../orders/core/owner-of.ts';
import { updateOrderState } from '../../orders/core/update-order-state.ts';
import { findOrder } from '../../orders/views/read-order.ts';
import { keepLinksOpen } from '../../payments/links/keep-links-open.ts';
import { commitmentMails } from './commitment-jobs.ts';

/**
 * Promises to pay all that is unpaid of an order by a date, which becomes the order's due date. Until
 * then the licences of these lines stay in force; payment makes the renewal final, a lapse ends it.
 *
 * @throws DomainError NOT_FOUND, or COMMITMENT_NOT_ALLOWED: a plan does not allow it or not so late, the
 *   date has passed, a licence has had a commitment since something was last paid for it, or nothing is unpaid
 */
export async function commitOrder(
  context: Context,
  actor: Actor,
  input: { orderId: string; payBy: string },
): Promise<void> {
  const { orderId, payBy } = input;
  await inTransaction(context, async (work) => {
    const { tx } = work;
    const now = work.now();
    const today = calendarDateAt(now);
    const order = await findOrder(tx, actor, orderId);
    const lines = await readUnpaidLines(tx, orderId, today);
    const last = lastPayBy(calendarDateAt(order.created_at), today, lines);
    if (last === null || payBy <= today || payBy > last) {
      throw new DomainError('COMMITMENT_NOT_ALLOWED');
    }
    await insertRows(
      tx,
      'payment_commitments',
      lines.map((line) => ({
        order_line_id: line.id,
        order_id: orderId,
        license_id: line.licenseId,
        first_fiscal_year: line.firstFiscalYear,
        pay_by: payBy,
        old_expiry: line.expiry,
        temporary_expiry: laterOf(line.expiry, payBy),
        state: 'active' as const,
        created_at: now,
        reminded_at: null,
        ended_at: null,
        paid_since: null,
      })),
    );
    await extendLicenses(tx, now, lines, payBy);
    await tx.updateTable('orders').set({ due_date: payBy }).where('id', '=', orderId).execute();
    await keepLinksOpen(tx, now, { id: orderId, dueDate: payBy });
    await updateOrderState(tx, orderId);
    await enqueueOrderEvents(tx, now, orderId, () =>
      commitmentEvents(
        tx,
        now,
        'license.extended',
        lines.map((line) => line.id),
      ),
    );
    const mails = commitmentMails('commitment_made', order, lines);
    await requireMails(tx, now, actor, mails);
    await enqueue(tx, now, mails);
    await addNotifications(tx, now, ownerOf(order), [
      {
        kind: 'commitment_made',
        orderId,
        amount: sumDong(lines.map((line) => line.total)),
        lineCount: lines.length,
        customerName: lines[0]?.customerName ?? '',
      },
    ]);
    await audit(work, {
      portalId: order.portal_id,
      firmId: order.firm_id,
      actor: actor.accountantId,
      action: 'order.committed',
      subjectId: orderId,
      details: { payBy, lines: lines.length },
    });
    publish(work, ...orderTopics(order));
  });
}
