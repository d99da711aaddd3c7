import { sql } from 'kysely';
import { ATTEMPT_TRANSITIONS, statesBefore } from '../../../shared/order-state.ts';
import { type PaymentMethod, paymentMethodSchema } from '../../../shared/schemas/common.ts';
import { publish } from '../../announce/publish.ts';
import type { Config } from '../../config/config.ts';
import type { Context } from '../../context/context.ts';
import { inTransaction } from '../../context/in-transaction.ts';
import type { Reader } from '../../database/db.ts';
import { MINUTE_MS } from '../../foundation/durations.ts';
import { orderTopic } from '../../foundation/live-updates.ts';
import { raiseVersions } from '../../orders/core/raise-versions.ts';
import { askGateway } from '../attempts/ask-gateway.ts';
import { ASKED_FOR_MS, isLastAnswer, nextAskAt } from '../core/next-ask-at.ts';
import type { Attempt } from '../gateways/core/gateway.ts';
import { enabledGateways } from '../gateways/enabled-gateways.ts';
import { keepUnanswered } from '../settlement/gateway-messages.ts';

/** Attempts of one gateway asked about at a time, and in one round: each is a call. */
const AT_A_TIME = 20;
const MOST_A_ROUND = 200;

/** The method whose page needs no opening by its gateway: its address is made here. */
const UNOPENED: PaymentMethod = 'vnpay';

/** Difference of two processes' clocks; an attempt further in the future was started before the clock was set back. */
const CLOCK_SLACK_MS = MINUTE_MS;

/** Pause between questions about an attempt from the future. */
const CLOCK_PAUSE_MS = 5 * MINUTE_MS;

/** The methods whose gateway can be asked. Each has a lane of its own: one that hangs delays no other's payers. */
export function reconciledMethods(config: Config): PaymentMethod[] {
  return enabledGateways(config)
    .filter((gateway) => gateway.ask !== undefined)
    .map(({ method }) => method);
}

/**
 * A round of one gateway's lane: asks it about attempts whose message may have been lost, ever more seldom while they are
 * open, when they end, and after it until there is an answer.
 *
 * @returns how many attempts were asked about
 */
export async function reconcileMethod(context: Context, method: PaymentMethod): Promise<number> {
  const now = context.now();
  const due = await context.db
    .selectFrom('payment_attempts')
    .selectAll()
    .where('method', '=', method)
    .where('next_ask_at', 'is not', null)
    .where((where) =>
      where.or([
        where('next_ask_at', '<=', now),
        // The clock was set back since it was started: its next question would be hours away.
        where.and([
          where('created_at', '>', now + CLOCK_SLACK_MS),
          where.or([
            where('asked_at', 'is', null),
            where('asked_at', '<', now - CLOCK_PAUSE_MS),
            where('asked_at', '>', now + CLOCK_SLACK_MS),
          ]),
        ]),
      ]),
    )
    .orderBy('next_ask_at')
    .limit(MOST_A_ROUND)
    .execute();
  let asked = 0;
  // A hanging question blocks one of these workers, and the others go on.
  const askOneByOne = async () => {
    for (let attempt = due.shift(); attempt; attempt = due.shift()) {
      if (await askInTurn(context, attempt)) asked += 1;
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, askOneByOne));
  return asked;
}

/** @returns false: it is paid, or another process asks */
async function askInTurn(context: Context, attempt: Attempt): Promise<boolean> {
  const { id, next_ask_at: due } = attempt;
  if (attempt.state === 'paid') {
    await setNext(context.db, id, due, null);
    return false;
  }
  const now = context.now();
  const next = nextAskAt(now, attempt, context.config.reconcileAfter);
  if (next === null) {
    await giveUp(context, attempt);
    return false;
  }
  if (!(await setNext(context.db, id, due, next))) return false;
  const isAnswered = await askGateway(context, attempt).catch((error: unknown) => {
    context.log('reconcile.failed', { attemptId: id, error: String(error) });
    return false;
  });
  // Nothing ends by a killed process or an absent gateway before there is an answer.
  const isEnough = isAnswered || !wasOpened(attempt);
  if (isEnough && isLastAnswer(now, attempt)) await setNext(context.db, id, next, null);
  return true;
}

/** Whether a payer may have been at the gateway: no, where it refused to open the attempt, or was away. */
function wasOpened({ method, redirect_url }: Attempt): boolean {
  return redirect_url !== null || method === UNOPENED;
}

/** Gives up attempts of methods that were switched off, which nobody is asked about any more, when their time comes. */
export async function giveUpUnasked(context: Context): Promise<void> {
  const asked = new Set(reconciledMethods(context.config));
  const unasked = paymentMethodSchema.options.filter((method) => !asked.has(method));
  const attempts = await context.db
    .selectFrom('payment_attempts')
    .selectAll()
    .where('method', 'in', unasked)
    .where('next_ask_at', 'is not', null)
    .where('expires_at', '<', context.now() - ASKED_FOR_MS)
    .limit(MOST_A_ROUND)
    .execute();
  for (const attempt of attempts) await giveUp(context, attempt);
}

/** The gateway has not answered for so long that a person has to look there. */
async function giveUp(context: Context, attempt: Attempt): Promise<void> {
  const { id, method, next_ask_at } = attempt;
  await inTransaction(context, async (work) => {
    const isOurs = await setNext(work.tx, id, next_ask_at, null);
    // A bank transfer has no gateway to ask.
    if (!isOurs || method === 'bank_transfer' || !wasOpened(attempt)) return;
    await keepUnanswered(work, method, id);
  });
}

/** @returns false: another process has set it meanwhile */
async function setNext(
  db: Reader,
  attemptId: string,
  from: number | null,
  to: number | null,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('payment_attempts')
    .set({ next_ask_at: to })
    .where('id', '=', attemptId)
    .where('next_ask_at', '=', from)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

/** Expires an attempt whose time is over; money that comes for it later is accepted. */
export async function expireAttempts(context: Context): Promise<void> {
  await inTransaction(context, async (work) => {
    const { tx } = work;
    const expired = await tx
      .updateTable('payment_attempts')
      .set({ state: 'expired' })
      .where('state', 'in', statesBefore(ATTEMPT_TRANSITIONS, 'expired'))
      .where('expires_at', '<=', work.now())
      // One with money on it waits for the rest.
      .where((where) =>
        where.not(
          where.exists(
            where
              .selectFrom('payments')
              .select(sql`1`.as('one'))
              .whereRef('payments.payment_attempt_id', '=', 'payment_attempts.id')
              .where('unapplied', '>', 0),
          ),
        ),
      )
      .returning('order_id')
      .execute();
    const ids = [...new Set(expired.map((attempt) => attempt.order_id))];
    if (ids.length === 0) return;
    await raiseVersions(tx, ids);
    publish(work, ...ids.map(orderTopic));
  });
}
