import { audit } from '../../announce/audit.ts';
import { announce } from '../../announce/facts/announce.ts';
import type { Context } from '../../context/context.ts';
import { inTransaction, type Work } from '../../context/in-transaction.ts';
import { newId } from '../../database/id.ts';
import type { Tables } from '../../database/tables.ts';
import { DomainError } from '../../foundation/domain-error.ts';
import { updateOrderState } from '../../orders/core/update-order-state.ts';
import { releaseSuspected } from '../settlement/apply-payment.ts';

/**
 * Applies money that a gateway suspected of fraud, when a person has cleared it.
 *
 * @throws DomainError PAYMENT_NOT_HELD when it is not suspected
 */
export async function approveHeldPayment(
  context: Context,
  operator: string,
  input: { paymentId: string },
): Promise<void> {
  await inTransaction(context, async (work) => {
    const released = await releaseSuspected(work, { id: input.paymentId });
    if (!released) throw new DomainError('PAYMENT_NOT_HELD');
    await note(work, operator, 'payment.approved', input.paymentId);
  });
}

/**
 * Makes unmatched or suspected money a refund due.
 *
 * @throws DomainError PAYMENT_NOT_HELD when it is neither
 */
export async function returnHeldPayment(
  context: Context,
  operator: string,
  input: { paymentId: string },
): Promise<void> {
  await inTransaction(context, async (work) => {
    const { tx } = work;
    const now = work.now();
    const payment = await tx
      .selectFrom('payments')
      .selectAll()
      .where('id', '=', input.paymentId)
      .where('hold_reason', 'in', ['unmatched', 'suspected_fraud'])
      // A possible duplicate never goes back: the money may have come only once.
      .where('possible_duplicate_of', 'is', null)
      .executeTakeFirst();
    if (payment === undefined) throw new DomainError('PAYMENT_NOT_HELD');
    const refund: Tables['refunds_due'] = {
      id: newId(),
      payment_id: payment.id,
      amount: payment.held,
      reason: payment.hold_reason === 'unmatched' ? 'unmatched' : 'suspected_fraud',
      created_at: now,
      state: 'due',
      refunded_at: null,
    };
    await tx
      .updateTable('payments')
      .set({ held: 0, hold_reason: null })
      .where('id', '=', payment.id)
      .execute();
    await tx.insertInto('refunds_due').values(refund).execute();
    await note(work, operator, 'payment.returned', payment.id);
    await tellOfReturn(work, payment, refund);
  });
}

async function tellOfReturn(
  work: Work,
  payment: Tables['payments'],
  refund: Tables['refunds_due'],
): Promise<void> {
  const { tx } = work;
  if (payment.payment_session_id === null) return;
  const session = await tx
    .selectFrom('payment_sessions')
    .selectAll()
    .where('id', '=', payment.payment_session_id)
    .executeTakeFirstOrThrow();
  const order = await tx
    .selectFrom('orders')
    .selectAll()
    .where('id', '=', session.order_id)
    .executeTakeFirstOrThrow();
  await updateOrderState(tx, order.id);
  await announce(work, { kind: 'refund_due', order, session, refunds: [refund], lines: [] });
}

async function note(
  work: Work,
  operator: string,
  action: string,
  paymentId: string,
): Promise<void> {
  const entry = { portalId: null, firmId: null, actor: operator, action, subjectId: paymentId };
  await audit(work, entry);
}
