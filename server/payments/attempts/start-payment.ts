import { sumDong } from '../../../shared/money.ts';
import type { Locale, PaymentMethod } from '../../../shared/schemas/common.ts';
import type { PaymentAttempt } from '../../../shared/schemas/payment.ts';
import { returnUrl } from '../../addresses/return-token.ts';
import { audit } from '../../announce/audit.ts';
import type { Context } from '../../context/context.ts';
import { inTransaction, type Work } from '../../context/in-transaction.ts';
import { alsoHas } from '../../database/also-has.ts';
import type { Tx } from '../../database/db.ts';
import { newId } from '../../database/id.ts';
import { insertRows } from '../../database/insert-rows.ts';
import type { Tables } from '../../database/tables.ts';
import { DomainError } from '../../foundation/domain-error.ts';
import { DAY_MS } from '../../foundation/durations.ts';
import { findOrder } from '../../orders/core/find-order.ts';
import { isUnderpaid } from '../../orders/core/unapplied-money.ts';
import { freeReference } from '../core/given-references.ts';
import { nextAskAt } from '../core/next-ask-at.ts';
import type { Payer } from '../core/payer.ts';
import { fitParts } from '../core/payment-parts.ts';
import type { Attempt, Gateway } from '../gateways/core/gateway.ts';
import { gatewayOf } from '../gateways/enabled-gateways.ts';
import { failAttempt } from './ask-gateway.ts';
import { readPayableLines } from './payable-lines.ts';
import { toPaymentAttempt } from './read-payment-attempt.ts';
import { checkStarts } from './start-quota.ts';

/** Longest wait for the rest of money that a person assigned to an order, in milliseconds. */
const MANUAL_LIFE_MS = 30 * DAY_MS;

/**
 * Starts an attempt to pay lines of an order: all that await payment, or the named ones. A bank transfer for the same
 * lines continues the open attempt, so that its reference stays the same.
 *
 * @throws DomainError NOT_FOUND, NOTHING_TO_PAY, METHOD_UNAVAILABLE or GATEWAY_UNAVAILABLE
 */
export async function startPayment(
  context: Context,
  payer: Payer,
  input: {
    orderId: string;
    lineIds?: readonly string[] | undefined;
    method: PaymentMethod;
    locale: Locale;
  },
): Promise<PaymentAttempt> {
  const gateway = gatewayOf(context.config, input.method);
  const attempt = await inTransaction(context, async (work) => {
    const { tx } = work;
    await findOrder(tx, payer, input.orderId);
    const lines = await readPayableLines(tx, input.orderId, input.lineIds);
    if (lines.length === 0) throw new DomainError('NOTHING_TO_PAY');
    const amount = sumDong(lines.map((line) => line.total));
    if (amount < gateway.min || amount > gateway.max) throw new DomainError('METHOD_UNAVAILABLE');
    const lineIds = lines.map((line) => line.id);
    const open = gateway.reusesAttempts
      ? await findOpenAttempt(tx, work.now(), input.orderId, input.method, lineIds)
      : undefined;
    if (open === undefined && payer.isPerson) {
      await checkStarts(tx, payer, input.orderId, work.now());
    }
    const started = open ?? (await openAttempt(work, gateway, payer, input, amount, lineIds));
    // Transfers from before there were parts have none.
    if (gateway.isInParts) await fitParts(tx, started);
    const living = await prolong(work, started, gateway.attemptLife);
    return payer.isPerson ? await noteShown(tx, living, work.now()) : living;
  });
  return await toPaymentAttempt(context, await register(context, gateway, attempt, payer), payer);
}

/** A short transfer is continued even after its time. */
async function prolong(work: Work, attempt: Attempt, life: number): Promise<Attempt> {
  if (attempt.expires_at > work.now()) return attempt;
  const expiresAt = work.now() + life;
  await work.tx
    .updateTable('payment_attempts')
    .set({ expires_at: expiresAt })
    .where('id', '=', attempt.id)
    .execute();
  return { ...attempt, expires_at: expiresAt };
}

/** Others who start to pay the same lines get a warning. */
async function noteShown(tx: Tx, attempt: Attempt, now: number): Promise<Attempt> {
  await tx
    .updateTable('payment_attempts')
    .set({ shown_at: now })
    .where('id', '=', attempt.id)
    .execute();
  return { ...attempt, shown_at: now };
}

/** Registers the attempt with a gateway that requires it; a refusal ends the attempt. */
async function register(
  context: Context,
  gateway: Gateway,
  attempt: Attempt,
  payer: Payer,
): Promise<Attempt> {
  if (gateway.open === undefined || attempt.redirect_url !== null) return attempt;
  try {
    const { clientIp } = payer;
    const place = { clientIp, returnUrl: returnUrl(context.config, attempt.id) };
    const redirectUrl = await gateway.open(attempt, place);
    await context.db
      .updateTable('payment_attempts')
      .set({ redirect_url: redirectUrl })
      .where('id', '=', attempt.id)
      .execute();
    return { ...attempt, redirect_url: redirectUrl };
  } catch (error) {
    await failAttempt(context, attempt);
    throw error;
  }
}

/**
 * An open attempt of this method to continue: one with a short transfer and exactly these lines left to pay, however old,
 * so that the rest comes under the same reference; else one for exactly these lines, with half of its life left.
 */
async function findOpenAttempt(
  tx: Tx,
  now: number,
  orderId: string,
  method: PaymentMethod,
  lineIds: readonly string[],
): Promise<Attempt | undefined> {
  const attempts = await tx
    .selectFrom('payment_attempts')
    .selectAll()
    .select((select) => isUnderpaid(select).as('is_underpaid'))
    .where('order_id', '=', orderId)
    .where('method', '=', method)
    .where(alsoHas('state', 'open'))
    .where((where) => where.or([where('expires_at', '>', now), isUnderpaid(where)]))
    .orderBy('id', 'desc')
    .execute();
  const linesOf = await readLinesByAttempt(tx, orderId);
  const wanted = new Set(lineIds);
  const fitting = attempts.filter(({ id, is_underpaid, ...attempt }) => {
    const lines = linesOf.get(id) ?? [];
    const left = lines.filter((line) => line.state === 'awaiting_payment');
    if (left.length !== wanted.size || !left.every((line) => wanted.has(line.id))) return false;
    const isFresh = attempt.expires_at - now >= (attempt.expires_at - attempt.created_at) / 2;
    return is_underpaid || (isFresh && lines.length === left.length);
  });
  const found = fitting.find(({ is_underpaid }) => is_underpaid) ?? fitting[0];
  if (found === undefined) return undefined;
  const { is_underpaid: _, ...attempt } = found;
  return attempt;
}

async function readLinesByAttempt(tx: Tx, orderId: string) {
  const rows = await tx
    .selectFrom('payment_attempt_lines')
    .innerJoin('order_lines', 'order_lines.id', 'payment_attempt_lines.order_line_id')
    .select(['payment_attempt_id as attemptId', 'order_lines.id', 'order_lines.state'])
    .where('order_lines.order_id', '=', orderId)
    .execute();
  return Map.groupBy(rows, ({ attemptId }) => attemptId);
}

async function openAttempt(
  work: Work,
  gateway: Pick<Gateway, 'method' | 'attemptLife' | 'ask'>,
  payer: Pick<Payer, 'portalId' | 'firmId' | 'name' | 'linkId'>,
  input: { orderId: string; locale: Locale },
  amount: number,
  lineIds: readonly string[],
): Promise<Attempt> {
  const { tx } = work;
  const now = work.now();
  const times = { created_at: now, expires_at: now + gateway.attemptLife };
  const attempt: Attempt = {
    id: newId(),
    order_id: input.orderId,
    payment_link_id: payer.linkId,
    method: gateway.method,
    state: 'open',
    amount,
    reference: await freeReference(tx),
    locale: input.locale,
    ...times,
    asked_at: null,
    redirect_url: null,
    shown_at: null,
    next_ask_at: gateway.ask ? nextAskAt(now, times, work.config.reconcileAfter) : null,
  };
  await tx.insertInto('payment_attempts').values(attempt).execute();
  await insertRows(
    tx,
    'payment_attempt_lines',
    lineIds.map((lineId) => ({ payment_attempt_id: attempt.id, order_line_id: lineId })),
  );
  await audit(work, {
    portalId: payer.portalId,
    firmId: payer.firmId,
    actor: payer.name,
    action: 'payment.started',
    subjectId: attempt.id,
    details: { orderId: input.orderId, method: gateway.method, amount },
  });
  return attempt;
}

/** An attempt for money that came without one, so that a person can assign it to an order. */
export async function openManualAttempt(
  work: Work,
  operator: string,
  order: Tables['orders'],
  amount: number,
  lineIds: readonly string[],
): Promise<Attempt> {
  const gateway = { method: 'bank_transfer', attemptLife: MANUAL_LIFE_MS } as const;
  const payer = {
    portalId: order.portal_id,
    firmId: order.firm_id,
    name: operator,
    linkId: null,
  };
  const input = { orderId: order.id, locale: order.locale };
  return await openAttempt(work, gateway, payer, input, amount, lineIds);
}
