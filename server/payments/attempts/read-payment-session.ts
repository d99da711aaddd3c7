import type { PaymentSession } from '../../../shared/schemas/payment.ts';
import { returnUrl } from '../../addresses/return-token.ts';
import type { Context } from '../../context/context.ts';
import { inList } from '../../database/in-list.ts';
import { DomainError } from '../../foundation/domain-error.ts';
import type { Payer } from '../core/payer.ts';
import { enabledGateways } from '../gateways/enabled-gateways.ts';
import type { Session } from '../gateways/gateway.ts';
import { sessionsForTheSame } from '../settlement/sessions-for-the-same.ts';
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

/** Total of the attempt's lines that are still unpaid. */
async function readUnpaid(context: Context, sessionId: string): Promise<number> {
  const { unpaid } = await context.db
    .selectFrom('payment_session_lines')
    .innerJoin('order_lines', 'order_lines.id', 'payment_session_lines.order_line_id')
    .select((select) => select.fn.sum<number>('order_lines.total').as('unpaid'))
    .where('payment_session_id', '=', sessionId)
    .where('order_lines.state', '=', 'awaiting_payment')
    .executeTakeFirstOrThrow();
  return Number(unpaid ?? 0);
}

/** Short transfers for the attempt's lines: its own, and those of other attempts for the very same lines. */
async function readHeld({ db }: Context, session: Session): Promise<number> {
  const others = session.state === 'open' ? await sessionsForTheSame(db, session) : [];
  const { held } = await db
    .selectFrom('payments')
    .select((select) => select.fn.sum<number>('held').as('held'))
    .where(
      inList(
        'payment_session_id',
        [session, ...others].map(({ id }) => id),
      ),
    )
    .where('hold_reason', '=', 'short')
    .executeTakeFirstOrThrow();
  return Number(held ?? 0);
}

export async function toPaymentSession(
  context: Context,
  session: Session,
  payer: Pick<Payer, 'clientIp'>,
): Promise<PaymentSession> {
  const held = await readHeld(context, session);
  const expired = session.state === 'open' && session.expires_at <= context.now();
  // A method that was switched off gives no more instructions.
  const gateway = enabledGateways(context.config).find(({ method }) => method === session.method);
  // Nor does an attempt whose lines were closed or repriced, except for the rest of a short transfer.
  const isOver = session.state !== 'open' && session.state !== 'paid';
  // After a short transfer, the rest of it is asked for.
  const rest =
    gateway?.reusesSessions && held > 0 ? (await readUnpaid(context, session.id)) - held : 0;
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
