import { sumDong } from '../../../shared/money.ts';
import type { PaymentSession } from '../../../shared/schemas/payment.ts';
import { returnUrl } from '../../addresses/return-token.ts';
import type { Context } from '../../context/context.ts';
import { DomainError } from '../../foundation/domain-error.ts';
import { readOpenLines } from '../../orders/core/open-lines.ts';
import { sumOfShortPayments } from '../../orders/core/unapplied-money.ts';
import type { Payer } from '../core/payer.ts';
import { enabledGateways } from '../gateways/enabled-gateways.ts';
import type { Session } from '../gateways/gateway.ts';
import { askBeside } from './ask-gateway.ts';

/**
 * One payment attempt, as known so far. A redirecting gateway is asked in the background, in case its message was lost;
 * the order's live updates and the next reading have the answer.
 *
 * @throws DomainError NOT_FOUND, also for another firm's attempt
 */
export async function readPaymentSession(
  context: Context,
  payer: Payer,
  sessionId: string,
): Promise<PaymentSession> {
  const session = await context.db
    .selectFrom('payment_sessions')
    .innerJoin('orders', 'orders.id', 'payment_sessions.order_id')
    .selectAll('payment_sessions')
    .where('payment_sessions.id', '=', sessionId)
    .where('orders.portal_id', '=', payer.portalId)
    .where('orders.firm_id', '=', payer.firmId)
    .executeTakeFirst();
  if (session === undefined) throw new DomainError('NOT_FOUND');
  askBeside(context, session);
  return await toPaymentSession(context, session, payer);
}

/** Refunds due on the attempt's money, not paid back yet. */
async function readRefundDue(context: Context, sessionId: string): Promise<number> {
  const { due } = await context.db
    .selectFrom('refunds_due')
    .innerJoin('payments', 'payments.id', 'refunds_due.payment_id')
    .select((select) => select.fn.sum<number>('refunds_due.amount').as('due'))
    .where('payment_session_id', '=', sessionId)
    .where('state', '<>', 'refunded')
    .executeTakeFirstOrThrow();
  return Number(due ?? 0);
}

/** Total of the attempt's lines that still await payment. */
async function sumOfLines({ db }: Context, session: Session): Promise<number> {
  return sumDong((await readOpenLines(db, [session])).map(({ total }) => total));
}

export async function toPaymentSession(
  context: Context,
  session: Session,
  payer: Pick<Payer, 'clientIp'>,
): Promise<PaymentSession> {
  const held = await sumOfShortPayments(context.db, session);
  const expired = session.state === 'open' && session.expires_at <= context.now();
  // A method that was switched off gives no more instructions.
  const gateway = enabledGateways(context.config).find(({ method }) => method === session.method);
  // Nor does an attempt whose lines were closed or repriced, except for the rest of a short transfer.
  const isOver = session.state !== 'open' && session.state !== 'paid';
  // After a short transfer, the rest of it is asked for.
  const rest =
    gateway?.reusesSessions && held > 0 ? (await sumOfLines(context, session)) - held : 0;
  return {
    id: session.id,
    orderId: session.order_id,
    method: session.method,
    state: expired ? 'expired' : session.state,
    amount: session.amount,
    held,
    refundDue: await readRefundDue(context, session.id),
    expiresAt: session.expires_at,
    ...((isOver && rest <= 0 ? undefined : gateway)?.instructions(
      rest > 0 ? { ...session, amount: rest } : session,
      {
        clientIp: payer.clientIp,
        returnUrl: returnUrl(context.config, session.id),
      },
    ) ?? { redirectUrl: null, transfer: null }),
  };
}
