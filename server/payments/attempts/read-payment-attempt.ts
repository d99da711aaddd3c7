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
import type { Attempt, PaymentInstructions } from '../gateways/core/gateway.ts';
import { enabledGateways } from '../gateways/enabled-gateways.ts';
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
  const expired = attempt.state === 'open' && attempt.expires_at <= context.now();
  // A method that was switched off gives no more instructions.
  const gateway = enabledGateways(context.config).find(({ method }) => method === attempt.method);
  // Nor does an attempt whose lines were closed or repriced, except for the rest of a short transfer.
  const isOver = attempt.state !== 'open' && attempt.state !== 'paid';
  // After a short transfer, the rest of it is asked for.
  const rest = gateway?.reusesAttempts ? await restOf(context.db, attempt, unapplied) : 0;
  const toPay = rest > 0 ? rest : attempt.amount;
  return {
    id: attempt.id,
    orderId: attempt.order_id,
    method: attempt.method,
    state: expired ? 'expired' : attempt.state,
    amount: attempt.amount,
    unapplied,
    refundDue: await readRefundDue(context, attempt.id),
    expiresAt: attempt.expires_at,
    ...(await complete(
      context,
      attempt,
      (isOver && rest <= 0 ? undefined : gateway)?.instructions(
        { ...attempt, amount: toPay },
        {
          clientIp: payer.clientIp,
          returnUrl: returnUrl(context.config, attempt.id),
        },
        gateway?.isInParts && attempt.state !== 'paid'
          ? await partsToPay(context.db, attempt, toPay)
          : [],
      ),
    )),
  };
}

/** The instructions with the printable payment order, and until when the parts of a transfer may come. */
async function complete(
  context: Context,
  attempt: Attempt,
  { redirectUrl, transfer }: PaymentInstructions = { redirectUrl: null, transfer: null },
): Promise<Pick<PaymentAttempt, 'redirectUrl' | 'transfer'>> {
  if (transfer === null) return { redirectUrl, transfer };
  const more = {
    paymentOrderUrl: paymentOrderUrl(context, attempt.id),
    partsUntil:
      transfer.parts.length > 0
        ? await readDaysForParts(context.db, attempt.order_id, transfer.amount)
        : null,
  };
  return { redirectUrl, transfer: { ...transfer, ...more } };
}
