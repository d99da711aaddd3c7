import { auditOperator } from '../../announce/audit.ts';
import { enqueue } from '../../announce/outbox/enqueue.ts';
import type { Context, Surroundings } from '../../context/context.ts';
import { inTransaction } from '../../context/in-transaction.ts';
import type { Reader } from '../../database/db.ts';
import { DomainError } from '../../foundation/domain-error.ts';
import { enabledGateways } from '../gateways/enabled-gateways.ts';
import { beginRefund } from './begin-refund.ts';

/**
 * Has a due refund paid back through the gateway that the money came by. It leaves from the outbox: only one request
 * for a refund is under way at a time.
 *
 * @throws DomainError REFUND_NOT_DUE, also when one is under way; METHOD_UNAVAILABLE when the gateway pays nothing back
 */
export async function requestRefund(
  context: Context,
  operator: string,
  input: { refundDueId: string },
): Promise<void> {
  await inTransaction(context, async (work) => {
    const { tx } = work;
    const { refundDueId } = input;
    if (!(await isRefundable(work, tx, refundDueId))) throw new DomainError('METHOD_UNAVAILABLE');
    const id = await beginRefund(work, refundDueId, {
      method: 'gateway',
      state: 'pending',
      reference: null,
      requested_by: operator,
      done_at: null,
    });
    await enqueue(tx, work.now(), [{ kind: 'refund_payment', refundId: id }]);
    await auditOperator(work, operator, 'refund.requested', refundDueId, { refundId: id });
  });
}

/**
 * Whether the gateway of a refund's payment pays back and has the payment: a transfer that names another method's
 * attempt came by the bank, and that gateway never had it.
 */
async function isRefundable(
  context: Surroundings,
  reader: Reader,
  refundDueId: string,
): Promise<boolean> {
  const due = await reader
    .selectFrom('refunds_due')
    .innerJoin('payments', 'payments.id', 'refunds_due.payment_id')
    .innerJoin('payment_attempts', 'payment_attempts.id', 'payments.payment_attempt_id')
    .select('method')
    .where('refunds_due.id', '=', refundDueId)
    .whereRef('payments.gateway', '=', 'payment_attempts.method')
    .executeTakeFirst();
  return refundingMethods(context).some((method) => method === due?.method);
}

/** The methods whose gateway pays back by itself. */
export function refundingMethods(context: Surroundings) {
  return enabledGateways(context.config)
    .filter((gateway) => gateway.refunds !== undefined)
    .map((gateway) => gateway.method);
}
