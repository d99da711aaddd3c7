import type { ExpressionBuilder } from 'kysely';
import { sumDong } from '../../shared/money.ts';
import type { AttemptState } from '../../shared/order-state.ts';
import type { PaymentMethod } from '../../shared/schemas/common.ts';
import type { PartsUntil, PaymentMethods } from '../../shared/schemas/payment.ts';
import { receiptUrl } from '../addresses/document-urls.ts';
import type { Context } from '../context/context.ts';
import type { Reader } from '../database/db.ts';
import type { Tables } from '../database/tables.ts';
import { MINUTE_MS } from '../foundation/durations.ts';
import { sumOfOpenLines } from '../orders/core/open-lines.ts';
import { readDaysForParts } from '../orders/core/parts-until.ts';
import { readRefunds } from '../orders/core/read-refunds.ts';
import { askBeside } from '../payments/attempts/ask-gateway.ts';
import { attemptsOfLink } from '../payments/attempts/link-attempts.ts';
import { readOpenAttempts } from '../payments/attempts/payable-lines.ts';
import { partsToPay } from '../payments/core/payment-parts.ts';
import { type OpenedLink, openPaymentLink } from '../payments/links/open-payment-link.ts';

/** State of the lines a payment link covers. */
export interface LinkState {
  opened: OpenedLink;
  /** Dong that await payment. */
  due: number;
  /** The newest attempt with an underpayment: what it has, and what is missing for its lines. */
  short: UnderpaidAttempt | null;
  /** Money that the gateway suspects of fraud, until a person has decided. */
  inReview: number;
  /** Money for the link's lines that none of them could take. */
  refunds: Awaited<ReturnType<typeof readRefunds>>;
  /** Open attempts of others to pay the same lines. */
  openAttempts: PaymentMethods['openAttempts'];
  /** The state of the last redirecting attempt by this link, for half an hour. */
  lastAttempt: 'none' | 'pending' | 'failed';
  /** Payments for the link's lines, and no other. */
  payments: { method: PaymentMethod; amount: number; receiptUrl: string | null }[];
  /** The expiry that each paid line gave. */
  renewedTo: Map<string, string>;
}

interface UnderpaidAttempt {
  attemptId: string;
  method: PaymentMethod;
  unapplied: number;
  /** Total of its unpaid lines. */
  covers: number;
  missing: number;
  /** The last days for the parts of the rest, where it is paid in parts, each under a reference of its own. */
  partsUntil: PartsUntil | null;
  /** The gateway's page; null where there is none any more. */
  redirectUrl: string | null;
}

const HALF_HOUR_MS = 30 * MINUTE_MS;

/** Query parameter of a link's page to which a gateway has led back. */
export const RETURNED = 'returned=1';

/**
 * Opens a link, and begins to ask the gateway about an open attempt: the next look finds its answer.
 *
 * @throws DomainError NOT_FOUND, LINK_REVOKED or LINK_EXPIRED
 */
export async function readLinkState(context: Context, token: string): Promise<LinkState> {
  let opened = await openPaymentLink(context, token);
  const last = await lastRedirectAttempt(context, opened.link.id);
  if (last?.state === 'open') askBeside(context, last);
  for (;;) {
    const state = await describe(context, opened);
    // Money may settle between two queries. Lines from before it with payments from after it would give a page that
    // asks to pay again, and waits for nothing.
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
  const payments = await readPayments(db, link);
  const last = await lastRedirectAttempt(context, link.id);
  // An attempt whose money has come and was applied is over.
  const awaited = payments.some((payment) => payment.payment_attempt_id === last?.id)
    ? undefined
    : last;
  const open = lines.filter((line) => line.state === 'awaiting_payment');
  return {
    opened,
    due: sumDong(open.map((line) => line.total)),
    short: await readUnderpaid(context, link),
    inReview: sumDong(
      payments
        .filter((row) => row.unapplied_reason === 'suspected_fraud')
        .map((row) => row.unapplied),
    ),
    refunds: await readRefunds(
      db,
      payments.map((payment) => payment.id),
    ),
    openAttempts: await readOpenAttempts(
      context,
      open.map((line) => line.id),
      link.id,
    ),
    lastAttempt: standing(awaited, context.now()),
    payments: payments.map((row) => ({
      method: row.method,
      amount: row.amount,
      receiptUrl:
        row.amount > row.unapplied + Number(row.refund_due ?? 0) + Number(row.refunded ?? 0)
          ? receiptUrl(context, row.id, link.order_line_id ?? undefined)
          : null,
    })),
    renewedTo: await readNewExpiries(db, link),
  };
}

/** The payments of a link's attempts, the earliest first. */
async function readPayments(reader: Reader, link: Tables['payment_links']) {
  return await reader
    .selectFrom('payments')
    .innerJoin('payment_attempts', 'payment_attempts.id', 'payments.payment_attempt_id')
    .select((select) => [
      'payments.id',
      'payment_attempt_id',
      'method',
      'payments.amount',
      'unapplied',
      'unapplied_reason',
      sumOfRefunds(select, '<>').as('refund_due'),
      sumOfRefunds(select, '=').as('refunded'),
    ])
    .where((where) => attemptsOfLink(link)(where))
    .orderBy('payments.received_at')
    .execute();
}

/** The expiries that paid lines of a link's order have given, by line. */
async function readNewExpiries(
  reader: Reader,
  link: Tables['payment_links'],
): Promise<Map<string, string>> {
  const renewals = await reader
    .selectFrom('license_renewals')
    .innerJoin('order_lines', 'order_lines.id', 'license_renewals.order_line_id')
    .select(['order_line_id', 'license_renewals.new_expiry'])
    .where('order_id', '=', link.order_id)
    .execute();
  return new Map(renewals.map((row) => [row.order_line_id, row.new_expiry]));
}

async function readUnderpaid(
  { db, now }: Context,
  link: Tables['payment_links'],
): Promise<UnderpaidAttempt | null> {
  const row = await db
    .selectFrom('payment_attempts')
    .innerJoin('payments', 'payments.payment_attempt_id', 'payment_attempts.id')
    .select((select) => [
      'payment_attempts.id',
      'method',
      'redirect_url',
      'expires_at',
      'state',
      select.fn.sum<number>('unapplied').as('unapplied'),
      sumOfOpenLines(select).as('covers'),
    ])
    .where((where) => attemptsOfLink(link)(where))
    .where('unapplied_reason', '=', 'underpaid')
    .groupBy('payment_attempts.id')
    .orderBy('payment_attempts.id', 'desc')
    .executeTakeFirst();
  if (row === undefined) return null;
  const [unapplied, covers] = [Number(row.unapplied), Number(row.covers ?? 0)];
  // An attempt that ended because of a new price has another amount than the rest.
  const goesOn = row.state === 'open' && row.expires_at > now();
  const redirectUrl = goesOn ? row.redirect_url : null;
  const missing = Math.max(0, covers - unapplied);
  const isInParts = (await partsToPay(db, row, missing)).length > 0;
  const partsUntil = isInParts ? await readDaysForParts(db, link.order_id, missing) : null;
  const { id: attemptId, method } = row;
  return { attemptId, method, unapplied, covers, missing, partsUntil, redirectUrl };
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
  const { short, inReview, refunds, lastAttempt } = state;
  const goesBack = refunds.map((refund) => `${refund.state[0]}${refund.amount}`).join('');
  return [lines, short?.unapplied ?? 0, inReview, goesBack, lastAttempt].join('.');
}

/** Whether the whole amount is here, and being checked: the payer can only wait. */
export function isAllInReview({ inReview, due }: LinkState): boolean {
  return inReview >= due;
}

/** Whether the last attempt by this link may have been paid without the gateway's confirmation yet. */
export function isUnconfirmed({ lastAttempt, due, short, inReview }: LinkState): boolean {
  return lastAttempt === 'pending' && due > 0 && short === null && inReview === 0;
}

async function lastRedirectAttempt(context: Context, linkId: string) {
  return await context.db
    .selectFrom('payment_attempts')
    .selectAll()
    .where('payment_link_id', '=', linkId)
    .where('method', '<>', 'bank_transfer')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
}

function standing(
  attempt: { state: AttemptState; created_at: number } | undefined,
  now: number,
): LinkState['lastAttempt'] {
  if (attempt === undefined || now - attempt.created_at > HALF_HOUR_MS) return 'none';
  if (attempt.state === 'open') return 'pending';
  return attempt.state === 'failed' ? 'failed' : 'none';
}
