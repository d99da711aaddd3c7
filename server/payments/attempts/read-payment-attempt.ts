import type { Dong } from '../../../shared/money.ts';
import type { PaymentAttempt } from '../../../shared/schemas/payment.ts';
import { paymentOrderUrl } from '../../addresses/document-urls.ts';
import { returnUrl } from '../../addresses/return-token.ts';
import type { Context } from '../../context/context.ts';
import { DomainError } from '../../foundation/domain-error.ts';
import { readDaysForParts } from '../../orders/core/parts-until.ts';
import { sumOfUnderpayments } from '../../orders/core/unapplied-money.ts';
import { restOf } from '../core/asked-amounts.ts';
import type { Payer } from '../core/payer.ts';
import { partsToPay } from '../core/payment-parts.ts';
import type { Attempt } from '../gateways/core/gateway.ts';
import { enabledGateway } from '../gateways/enabled-gateways.ts';
import { askBeside } from './ask-gateway.ts';

/**
 * One payment attempt, as known so far. A redirecting gateway is asked in the background, in case its message was lost;
 * the order's live updates and the next reading have the answer.
 *
 * @throws DomainError NOT_FOUND, also for another firm's attempt
 */
export async function readPaymentAttempt(
  context: Context,
  payer: Payer,
  attemptId: string,
): Promise<PaymentAttempt> {
  const attempt = await context.db
    .selectFrom('payment_attempts')
    .innerJoin('orders', 'orders.id', 'payment_attempts.order_id')
    .selectAll('payment_attempts')
    .where('payment_attempts.id', '=', attemptId)
    .where('orders.portal_id', '=', payer.portalId)
    .where('orders.firm_id', '=', payer.firmId)
    .executeTakeFirst();
  if (attempt === undefined) throw new DomainError('NOT_FOUND');
  askBeside(context, attempt);
  return await toPaymentAttempt(context, attempt, payer);
}

/** Refunds due on the attempt's money, not paid back yet. */
async function readRefundDue(context: Context, attemptId: string): Promise<number> {
  const { due } = await context.db
    .selectFrom('refunds_due')
    .innerJoin('payments', 'payments.id', 'refunds_due.payment_id')
    .select((select) => select.fn.sum<number>('refunds_due.amount').as('due'))
    .where('payment_attempt_id', '=', attemptId)
    .where('state', '<>', 'refunded')
    .executeTakeFirstOrThrow();
  return Number(due ?? 0);
}

export async function toPaymentAttempt(
  context: Context,
  attempt: Attempt,
  payer: Pick<Payer, 'clientIp'>,
): Promise<PaymentAttempt> {
  const unapplied = await sumOfUnderpayments(context.db, attempt);
  const isExpired = attempt.state === 'open' && attempt.expires_at <= context.now();
  return {
    id: attempt.id,
    orderId: attempt.order_id,
    method: attempt.method,
    state: isExpired ? 'expired' : attempt.state,
    amount: attempt.amount,
    unapplied,
    refundDue: await readRefundDue(context, attempt.id),
    expiresAt: attempt.expires_at,
    ...(await instructionsFor(context, attempt, payer, unapplied)),
  };
}

type Instructions = Pick<PaymentAttempt, 'redirectUrl' | 'transfer'>;

const NO_INSTRUCTIONS: Instructions = { redirectUrl: null, transfer: null };

/**
 * The payer's way to pay an attempt, or the rest of it after a short transfer. None where its method was switched off,
 * and where its lines were closed or repriced and no rest is missing.
 */
async function instructionsFor(
  context: Context,
  attempt: Attempt,
  { clientIp }: Pick<Payer, 'clientIp'>,
  unapplied: Dong,
): Promise<Instructions> {
  const gateway = enabledGateway(context.config, attempt.method);
  if (gateway === undefined) return NO_INSTRUCTIONS;
  const rest = gateway.reusesAttempts ? await restOf(context.db, attempt, unapplied) : 0;
  const isOver = attempt.state !== 'open' && attempt.state !== 'paid';
  if (isOver && rest === 0) return NO_INSTRUCTIONS;
  const amount = rest > 0 ? rest : attempt.amount;
  const isInParts = gateway.isInParts && attempt.state !== 'paid';
  const parts = isInParts ? await partsToPay(context.db, attempt, amount) : [];
  const place = { clientIp, returnUrl: returnUrl(context.config, attempt.id) };
  const { redirectUrl, transfer } = gateway.instructions({ ...attempt, amount }, place, parts);
  if (transfer === null) return { redirectUrl, transfer };
  const partsUntil =
    transfer.parts.length > 0
      ? await readDaysForParts(context.db, attempt.order_id, transfer.amount)
      : null;
  const paymentOrder = { paymentOrderUrl: paymentOrderUrl(context, attempt.id), partsUntil };
  return { redirectUrl, transfer: { ...transfer, ...paymentOrder } };
}
