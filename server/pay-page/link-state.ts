import { sumDong } from '../../shared/money.ts';
import type { PaymentMethod } from '../../shared/schemas/common.ts';
import type { Context } from '../context.ts';
import { askGateway } from '../payments/ask-gateway.ts';
import { sessionsOfLink } from '../payments/link-sessions.ts';
import { type OpenedLink, openPaymentLink } from '../payments/open-payment-link.ts';

/** How what a payment link is for stands. */
export interface LinkState {
  opened: OpenedLink;
  /** Dong that await payment. */
  due: number;
  /** Of short transfers by this link, waiting for the rest. */
  held: number;
  /** Of money that came for the link's lines and that none of them could take. */
  refundDue: number;
  /** How the last attempt by this link that redirects stands, for half an hour. */
  lastSession: 'none' | 'pending' | 'failed';
  /** What came for the link's lines, and no other. */
  payments: { method: PaymentMethod; amount: number }[];
  /** The expiry that each paid line gave. */
  renewedTo: Map<string, string>;
}

const HALF_HOUR = 1_800_000;

/**
 * Opens a link and asks the gateway about an attempt that is under way.
 *
 * @throws DomainError NOT_FOUND, LINK_REVOKED or LINK_EXPIRED
 */
export async function readLinkState(context: Context, token: string): Promise<LinkState> {
  const opened = await openPaymentLink(context, token);
  const last = await lastRedirectSession(context, opened.link.id);
  if (last?.state === 'open' && (await askGateway(context, last))) {
    return await describe(context, await openPaymentLink(context, token));
  }
  return await describe(context, opened);
}

async function describe(context: Context, opened: OpenedLink): Promise<LinkState> {
  const { db } = context;
  const { link, lines } = opened;
  const payments = await db
    .selectFrom('payments')
    .innerJoin('payment_sessions', 'payment_sessions.id', 'payments.payment_session_id')
    .select((select) => [
      'method',
      'payments.amount',
      'held',
      'hold_reason',
      select
        .selectFrom('refunds_due')
        .select((sum) => sum.fn.sum<number>('refunds_due.amount').as('amount'))
        .whereRef('refunds_due.payment_id', '=', 'payments.id')
        .as('refund_due'),
    ])
    .where((where) => sessionsOfLink(link)(where))
    .orderBy('payments.received_at')
    .execute();
  const renewals = await db
    .selectFrom('license_renewals')
    .innerJoin('order_lines', 'order_lines.id', 'license_renewals.order_line_id')
    .select(['order_line_id', 'license_renewals.new_expiry'])
    .where('order_id', '=', link.order_id)
    .execute();
  const last = await lastRedirectSession(context, link.id);
  const open = lines.filter((line) => line.state === 'awaiting_payment');
  return {
    opened,
    due: sumDong(open.map((line) => line.total)),
    held: sumDong(
      payments.filter((row) => row.hold_reason === 'short').map((payment) => payment.held),
    ),
    refundDue: sumDong(payments.map((payment) => Number(payment.refund_due ?? 0))),
    lastSession: standing(last, context.now()),
    payments,
    renewedTo: new Map(renewals.map((row) => [row.order_line_id, row.new_expiry])),
  };
}

/** The part of a link's state that a waiting page compares. */
export function stateTag(state: LinkState): string {
  const lines = state.opened.lines.map((line) => line.state[0]).join('');
  return [lines, state.held, state.refundDue, state.lastSession].join('.');
}

async function lastRedirectSession(context: Context, linkId: string) {
  return await context.db
    .selectFrom('payment_sessions')
    .selectAll()
    .where('payment_link_id', '=', linkId)
    .where('method', '<>', 'bank_transfer')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
}

function standing(
  session: { state: string; created_at: number } | undefined,
  now: number,
): LinkState['lastSession'] {
  if (session === undefined || now - session.created_at > HALF_HOUR) return 'none';
  if (session.state === 'open') return 'pending';
  return session.state === 'failed' ? 'failed' : 'none';
}
