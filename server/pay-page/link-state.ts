import type { ExpressionBuilder } from 'kysely';
import { sumDong } from '../../shared/money.ts';
import type { PaymentMethod } from '../../shared/schemas/common.ts';
import type { PaymentMethods } from '../../shared/schemas/payment.ts';
import { receiptUrl } from '../addresses/document-urls.ts';
import type { Context } from '../context/context.ts';
import type { Tables } from '../database/tables.ts';
import { sumOfOpenLines } from '../orders/core/open-lines.ts';
import { readRefunds } from '../orders/core/read-refunds.ts';
import { askBeside } from '../payments/attempts/ask-gateway.ts';
import { sessionsOfLink } from '../payments/attempts/link-sessions.ts';
import { readOpenSessions } from '../payments/attempts/payable-lines.ts';
import { type OpenedLink, openPaymentLink } from '../payments/links/open-payment-link.ts';

/** State of the lines a payment link covers. */
export interface LinkState {
  opened: OpenedLink;
  /** Dong that await payment. */
  due: number;
  /** The newest attempt with short money: what it has, and what is missing for its lines. */
  short: ShortSession | null;
  /** Money that the gateway suspects of fraud, until a person has decided. */
  inReview: number;
  /** Money for the link's lines that none of them could take. */
  refunds: Awaited<ReturnType<typeof readRefunds>>;
  /** Open attempts of others to pay the same lines. */
  openSessions: PaymentMethods['openSessions'];
  /** The state of the last redirecting attempt by this link, for half an hour. */
  lastSession: 'none' | 'pending' | 'failed';
  /** Payments for the link's lines, and no other. */
  payments: { method: PaymentMethod; amount: number; receiptUrl: string | null }[];
  /** The expiry that each paid line gave. */
  renewedTo: Map<string, string>;
}

interface ShortSession {
  sessionId: string;
  method: PaymentMethod;
  held: number;
  /** Total of its unpaid lines. */
  covers: number;
  missing: number;
  /** The gateway's page; null where there is none any more. */
  redirectUrl: string | null;
}

const HALF_HOUR = 1_800_000;

/** In the address of a link's page to which a gateway has led back. */
export const RETURNED = 'returned=1';

/**
 * Opens a link, and begins to ask the gateway about an open attempt: the next look finds its answer.
 *
 * @throws DomainError NOT_FOUND, LINK_REVOKED or LINK_EXPIRED
 */
export async function readLinkState(context: Context, token: string): Promise<LinkState> {
  let opened = await openPaymentLink(context, token);
  const last = await lastRedirectSession(context, opened.link.id);
  if (last?.state === 'open') askBeside(context, last);
  for (;;) {
    const state = await describe(context, opened);
    // Money may settle between two queries. Lines from before it beside payments from after it would show a page
    // that asks to pay again, and waits for nothing.
    const since = await openPaymentLink(context, token);
    if (statesOf(since) === statesOf(opened)) return state;
    opened = since;
  }
}

function statesOf({ lines }: OpenedLink): string {
  return lines.map((line) => line.state[0]).join('');
}

async function describe(context: Context, opened: OpenedLink): Promise<LinkState> {
  const { db } = context;
  const { link, lines } = opened;
  const payments = await db
    .selectFrom('payments')
    .innerJoin('payment_sessions', 'payment_sessions.id', 'payments.payment_session_id')
    .select((select) => [
      'payments.id',
      'payment_session_id',
      'method',
      'payments.amount',
      'held',
      'hold_reason',
      sumOfRefunds(select, '<>').as('refund_due'),
      sumOfRefunds(select, '=').as('refunded'),
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
  // An attempt whose money has come and was applied is over.
  const awaited = payments.some((payment) => payment.payment_session_id === last?.id)
    ? undefined
    : last;
  const open = lines.filter((line) => line.state === 'awaiting_payment');
  return {
    opened,
    due: sumDong(open.map((line) => line.total)),
    short: await readShort(context, link),
    inReview: sumDong(
      payments.filter((row) => row.hold_reason === 'suspected_fraud').map((row) => row.held),
    ),
    refunds: await readRefunds(
      db,
      payments.map((payment) => payment.id),
    ),
    openSessions: await readOpenSessions(
      context,
      open.map((line) => line.id),
      link.id,
    ),
    lastSession: standing(awaited, context.now()),
    payments: payments.map((row) => ({
      method: row.method,
      amount: row.amount,
      receiptUrl:
        row.amount > row.held + Number(row.refund_due ?? 0) + Number(row.refunded ?? 0)
          ? receiptUrl(context, row.id, link.order_line_id ?? undefined)
          : null,
    })),
    renewedTo: new Map(renewals.map((row) => [row.order_line_id, row.new_expiry])),
  };
}

async function readShort(
  { db, now }: Context,
  link: Tables['payment_links'],
): Promise<ShortSession | null> {
  const row = await db
    .selectFrom('payment_sessions')
    .innerJoin('payments', 'payments.payment_session_id', 'payment_sessions.id')
    .select((select) => [
      'payment_sessions.id',
      'method',
      'redirect_url',
      'expires_at',
      'state',
      select.fn.sum<number>('held').as('held'),
      sumOfOpenLines(select).as('covers'),
    ])
    .where((where) => sessionsOfLink(link)(where))
    .where('hold_reason', '=', 'short')
    .groupBy('payment_sessions.id')
    .orderBy('payment_sessions.id', 'desc')
    .executeTakeFirst();
  if (row === undefined) return null;
  const [held, covers] = [Number(row.held), Number(row.covers ?? 0)];
  // An attempt that ended because of a new price is for another amount than the rest.
  const goesOn = row.state === 'open' && row.expires_at > now();
  const redirectUrl = goesOn ? row.redirect_url : null;
  const missing = Math.max(0, covers - held);
  return { sessionId: row.id, method: row.method, held, covers, missing, redirectUrl };
}

function sumOfRefunds(select: ExpressionBuilder<Tables, 'payments'>, compare: '=' | '<>') {
  return select
    .selectFrom('refunds_due')
    .select((sum) => sum.fn.sum<number>('refunds_due.amount').as('amount'))
    .whereRef('refunds_due.payment_id', '=', 'payments.id')
    .where('refunds_due.state', compare, 'refunded');
}

/** The part of a link's state that a waiting page compares. */
export function stateTag(state: LinkState): string {
  const lines = statesOf(state.opened);
  const { short, inReview, refunds, lastSession } = state;
  const goesBack = refunds.map((refund) => `${refund.state[0]}${refund.amount}`).join('');
  return [lines, short?.held ?? 0, inReview, goesBack, lastSession].join('.');
}

/** Whether all of what is to be paid is here, and being checked: there is nothing to do but to wait. */
export function isAllInReview({ inReview, due }: LinkState): boolean {
  return inReview >= due;
}

/** Whether the last attempt by this link may have been paid, and the gateway has yet to confirm it. */
export function isUnconfirmed({ lastSession, due, short, inReview }: LinkState): boolean {
  return lastSession === 'pending' && due > 0 && short === null && inReview === 0;
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
