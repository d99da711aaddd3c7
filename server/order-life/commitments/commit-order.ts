import { calendarDateAt, laterOf } from '../../../shared/calendar-date.ts';
import { announce } from '../../announce/facts/announce.ts';
import type { Actor, Context } from '../../context/context.ts';
import { inTransaction } from '../../context/in-transaction.ts';
import { insertRows } from '../../database/insert-rows.ts';
import { extendLicenses } from '../../directory/licenses/extend-licenses.ts';
import { DomainError } from '../../foundation/domain-error.ts';
import { lastPayBy } from '../../orders/commitments/commitment-terms.ts';
import { readUnpaidLines } from '../../orders/commitments/committable-lines.ts';
import { findOrder } from '../../orders/core/find-order.ts';
import { updateOrderState } from '../../orders/core/update-order-state.ts';
import { keepLinksOpen } from '../../payments/links/keep-links-open.ts';

/**
 * Commits to pay all unpaid lines of an order by a date, which becomes the order's due date. Until then the licences of
 * these lines stay in force; payment makes the renewal final, a lapse ends it.
 *
 * @throws DomainError NOT_FOUND, or COMMITMENT_NOT_ALLOWED: a plan does not allow it or not so late, the date has
 *   passed, a licence has had a commitment since it was last paid for, or no line is unpaid
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
    const terms = { orderedOn: calendarDateAt(order.created_at), dueDate: order.due_date };
    const last = lastPayBy(terms, today, lines);
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
    await announce(work, { kind: 'commitment_made', by: actor, order, lines, payBy });
  });
}
