import { sumDong } from '../../../shared/money.ts';
import { audit } from '../../announce/audit.ts';
import type { Work } from '../../context/in-transaction.ts';
import type { Tables } from '../../database/tables.ts';
import { DomainError } from '../../foundation/domain-error.ts';
import { openManualAttempt } from '../attempts/start-payment.ts';
import { applyPayment } from '../settlement/apply-payment.ts';
import { linesInDoubt, linesMeant, type Meant } from './lines-to-pay.ts';

/** An order to which a person assigns money, and the attempt that then has it. */
export interface Assigned {
  order: Tables['orders'];
  attempt: Tables['payment_attempts'];
}

/**
 * Opens an attempt for the lines of an order that the money pays.
 *
 * @throws DomainError NOT_FOUND for the order, or where it has no unpaid line of the customer; INVALID_INPUT where
 *   several lines of the customer have just that amount
 */
export async function openAssignedAttempt(
  work: Work,
  operator: string,
  orderId: string,
  money: Pick<Tables['payments'], 'memo' | 'amount'>,
  meant: Meant,
): Promise<Assigned> {
  const { tx } = work;
  const order = await tx
    .selectFrom('orders')
    .selectAll()
    .where('id', '=', orderId)
    .executeTakeFirst();
  if (order === undefined) throw new DomainError('NOT_FOUND');
  const lines = await linesMeant(tx, order.id, money, meant);
  if (lines.length === 0) throw new DomainError('NOT_FOUND');
  const isInDoubt = meant.taxCode && (await linesInDoubt(tx, lines, money)).length > 0;
  if (isInDoubt) throw new DomainError('INVALID_INPUT');
  const amount = sumDong(lines.map((line) => line.total));
  const lineIds = lines.map((line) => line.id);
  return { order, attempt: await openManualAttempt(work, operator, order, amount, lineIds) };
}

/** Applies the payment, which now belongs to the attempt, as if it had carried its reference. */
export async function payAssigned(
  work: Work,
  operator: string,
  { order, attempt }: Assigned,
  payment: Tables['payments'],
): Promise<void> {
  const { split_of: partOf, amount } = payment;
  await audit(work, {
    portalId: order.portal_id,
    firmId: order.firm_id,
    actor: operator,
    action: 'payment.assigned',
    subjectId: payment.id,
    details: { orderId: order.id, ...(partOf === null ? {} : { amount, partOf }) },
  });
  await applyPayment(work, payment, attempt);
}
