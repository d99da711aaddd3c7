import { auditOperator } from '../../announce/audit.ts';
import { publish } from '../../announce/publish.ts';
import type { Context } from '../../context/context.ts';
import { inTransaction, type Work } from '../../context/in-transaction.ts';
import type { Tx } from '../../database/db.ts';
import { newId } from '../../database/id.ts';
import type { Tables } from '../../database/tables.ts';
import { DomainError } from '../../foundation/domain-error.ts';
import { orderById } from '../../orders/core/find-order.ts';
import { orderTopics } from '../../orders/core/order-topics.ts';
import { updateOrderState } from '../../orders/core/update-order-state.ts';
import { findAttempt } from '../core/find-attempt.ts';
import { applyToNamed } from '../settlement/join-report.ts';
import { MOVEMENT_REPORTERS } from '../settlement/same-movement.ts';
import { dropJobs, withdrawRefunds } from './withdraw-refunds.ts';

type Payment = Tables['payments'];

/**
 * Joins two payments that a person has found to be one movement: the second becomes evidence of the first. It is no
 * longer money, and no refund of it is due; none of it may have paid a line or gone back.
 *
 * @throws DomainError PAYMENTS_NOT_JOINABLE
 */
export async function joinPayment(
  context: Context,
  operator: string,
  { paymentId, ofPaymentId }: { paymentId: string; ofPaymentId: string },
): Promise<void> {
  await inTransaction(context, async (work) => {
    const { tx } = work;
    const payment = await readJoinable(tx, paymentId);
    const first = await readJoinable(tx, ofPaymentId);
    if (payment.id === first.id || payment.split > 0 || payment.set_aside > 0) refuse();
    // It was never due; one that is under way or made can't be taken back.
    const refunds = (await withdrawRefunds(tx, payment.id)) ?? refuse();
    await dropJobs(tx, ['payment_unmatched'], 'paymentId', [payment.id]);
    await replace(work, payment, first);
    await auditOperator(work, operator, 'payment.joined', first.id, {
      paymentId: payment.id,
      gateway: payment.gateway,
      transactionId: payment.gateway_transaction_id,
      amount: payment.amount,
      withdrawnRefunds: refunds.map(({ id, amount }) => ({ id, amount })),
    });
    const attempt = await findAttempt(tx, payment.payment_attempt_id);
    if (attempt === undefined) return;
    await refreshOrder(work, attempt.order_id);
    await applyToNamed(work, first.id, attempt);
  });
}

async function readJoinable(tx: Tx, id: string): Promise<Payment> {
  const payment = await tx
    .selectFrom('payments')
    .selectAll()
    .where('id', '=', id)
    .where('gateway', 'in', [...MOVEMENT_REPORTERS])
    .where('split_of', 'is', null)
    .executeTakeFirst();
  return payment ?? refuse();
}

async function replace(work: Work, payment: Payment, first: Payment): Promise<void> {
  const { tx } = work;
  const names = await tx
    .selectFrom('payment_names')
    .select('reference')
    .where('payment_id', '=', payment.id)
    .execute();
  // Evidence of the second becomes evidence of the first; a doubt about it too.
  await tx
    .updateTable('payment_reports')
    .set({ payment_id: first.id, because: 'person' })
    .where('payment_id', '=', payment.id)
    .execute();
  await tx
    .updateTable('payments')
    .set({ possible_duplicate_of: null })
    .where('id', '=', first.id)
    .where('possible_duplicate_of', '=', payment.id)
    .execute();
  await tx
    .updateTable('payments')
    .set({ possible_duplicate_of: first.id })
    .where('possible_duplicate_of', '=', payment.id)
    .execute();
  await tx.deleteFrom('payments').where('id', '=', payment.id).execute();
  await tx
    .insertInto('payment_reports')
    .values({
      id: newId(),
      payment_id: first.id,
      gateway: payment.gateway,
      gateway_transaction_id: payment.gateway_transaction_id,
      amount: payment.amount,
      memo: payment.memo,
      names: names.map(({ reference }) => reference).join(' '),
      accounts: payment.accounts,
      bank_reference: payment.bank_reference,
      bank_key: payment.bank_key,
      raw: payment.raw,
      received_at: payment.received_at,
      because: 'person',
      joined_at: work.now(),
    })
    .execute();
}

/** The order that showed the money or the refund. */
async function refreshOrder(work: Work, orderId: string): Promise<void> {
  const { tx } = work;
  const order = await orderById(tx, orderId);
  await updateOrderState(tx, order.id);
  publish(work, ...orderTopics(order));
}

function refuse(): never {
  throw new DomainError('PAYMENTS_NOT_JOINABLE');
}
