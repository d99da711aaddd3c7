import { auditOperator } from '../../announce/audit.ts';
import type { Context } from '../../context/context.ts';
import { inTransaction, type Work } from '../../context/in-transaction.ts';
import { DomainError } from '../../foundation/domain-error.ts';
import { ODD_OUTCOMES } from '../../payments/settlement/gateway-messages.ts';
import { settlePayment } from '../../payments/settlement/settle-payment.ts';

/**
 * Records the money of a message about another amount than requested: a person has seen at the gateway that it is
 * there. It counts as unmatched, to be assigned to an order or made a refund due; a later message of the same
 * transaction pays nothing more.
 *
 * @throws DomainError NOT_FOUND when there is no such message, or it reports no money, or was dealt with
 */
export async function recordToldMoney(
  context: Context,
  operator: string,
  { messageId }: { messageId: string },
): Promise<void> {
  const told = await context.db
    .selectFrom('gateway_messages as messages')
    .innerJoin('payment_attempts as attempts', 'attempts.id', 'messages.payment_attempt_id')
    .select(['messages.gateway', 'transaction_id', 'messages.amount', 'raw', 'outcome'])
    .select(['messages.received_at', 'reference'])
    .where('messages.id', '=', messageId)
    .where('messages.reviewed_at', 'is', null)
    .executeTakeFirst();
  if (told === undefined || told.transaction_id === null || !told.amount) {
    throw new DomainError('NOT_FOUND');
  }
  const { gateway, transaction_id: transactionId, amount } = told;
  // Recorded before the message is marked: after a crash in between, the page shows that its money is recorded.
  await settlePayment(context, {
    gateway,
    transactionId,
    references: [],
    amount,
    memo: told.reference,
    bankReference: null,
    raw: told.raw,
    toldAt: { text: '', at: told.received_at },
    suspectedFraud: told.outcome === 'amount_differs_suspected',
  });
  await inTransaction(context, (work) =>
    markReviewed(work, operator, 'message.recorded', messageId),
  );
}

/**
 * Takes a message off the list: a person has looked at it.
 *
 * @throws DomainError NOT_FOUND when there is no such message, or it was dealt with
 */
export async function reviewMessage(
  context: Context,
  operator: string,
  { messageId }: { messageId: string },
): Promise<void> {
  await inTransaction(context, (work) =>
    markReviewed(work, operator, 'message.reviewed', messageId),
  );
}

async function markReviewed(
  work: Work,
  operator: string,
  action: string,
  messageId: string,
): Promise<void> {
  const { tx } = work;
  const { numUpdatedRows } = await tx
    .updateTable('gateway_messages')
    .set({ reviewed_at: work.now() })
    .where('id', '=', messageId)
    .where('outcome', 'in', [...ODD_OUTCOMES])
    .where('reviewed_at', 'is', null)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows === 0n) throw new DomainError('NOT_FOUND');
  await auditOperator(work, operator, action, messageId);
}
