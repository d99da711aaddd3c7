import { ATTEMPT_TRANSITIONS, statesBefore } from '../../../shared/order-state.ts';
import { publish } from '../../announce/publish.ts';
import type { Context } from '../../context/context.ts';
import { inTransaction } from '../../context/in-transaction.ts';
import { DomainError } from '../../foundation/domain-error.ts';
import { orderTopic } from '../../foundation/live-updates.ts';
import { updateOrderState } from '../../orders/core/update-order-state.ts';
import { ASKED_FOR_MS } from '../core/next-ask-at.ts';
import { GATEWAY_TIMEOUT_MS } from '../gateways/core/call-gateway.ts';
import type { Attempt, Gateway, GatewayAnswer } from '../gateways/core/gateway.ts';
import { enabledGateway } from '../gateways/enabled-gateways.ts';
import { keepGatewayMessage, keepToldMoney } from '../settlement/gateway-messages.ts';
import { settlePayment } from '../settlement/settle-payment.ts';

/** Minimum pause between two questions about one attempt, in milliseconds. */
const ASK_PAUSE_MS = 3_000;

/** Most questions to one gateway that pages may have under way; the reconciler asks the rest. */
const MOST_BESIDE = 20;

/**
 * Asks the gateway about an unpaid attempt, and settles its answer. Without an answer, nothing changes.
 *
 * @returns whether it has answered
 */
export async function askGateway(context: Context, attempt: Attempt): Promise<boolean> {
  const gateway = enabledGateway(context.config, attempt.method);
  const now = context.now();
  // A method that was switched off meanwhile has no gateway to ask.
  if (gateway === undefined || !asks(gateway) || attempt.state === 'paid') return false;
  if (now > attempt.expires_at + ASKED_FOR_MS) return false;
  if (!(await claimTurn(context, attempt, now))) return false;
  try {
    const answer = await answerOf(context, gateway, attempt, now);
    if (answer === null) return false;
    await settleAnswer(context, attempt, answer);
    return true;
  } finally {
    await endTurn(context, attempt);
  }
}

/** Questions that pages have begun and that are not answered yet, by gateway. */
const questions = new WeakMap<Context, Map<Promise<void>, string>>();

/**
 * Asks the gateway about an attempt while its page shows the known state: no page waits for a gateway, and the next
 * look finds any change.
 */
export function askBeside(context: Context, attempt: Attempt): void {
  const gateway = enabledGateway(context.config, attempt.method);
  // While the attempt is being registered, the gateway does not know it.
  if (gateway?.open !== undefined && attempt.redirect_url === null) return;
  const underWay = questions.get(context) ?? new Map<Promise<void>, string>();
  questions.set(context, underWay);
  const ofMethod = [...underWay.values()].filter((method) => method === attempt.method);
  if (ofMethod.length >= MOST_BESIDE) return;
  const question: Promise<void> = askGateway(context, attempt)
    .then(() => {})
    .catch((error: unknown) => {
      context.log('gateway.question_failed', { attemptId: attempt.id, error: String(error) });
    })
    .finally(() => underWay.delete(question));
  underWay.set(question, attempt.method);
}

/** Resolves once every question begun by a page is answered: to be awaited before the database is closed. */
export async function questionsAnswered(context: Context): Promise<void> {
  await Promise.all(questions.get(context)?.keys() ?? []);
}

/** @returns null: no answer, or none that can be verified */
async function answerOf(
  context: Context,
  gateway: Gateway & Required<Pick<Gateway, 'ask'>>,
  attempt: Attempt,
  now: number,
): Promise<GatewayAnswer | null> {
  return await gateway.ask(attempt, now).catch((error: unknown) => {
    if (!(error instanceof DomainError)) throw error;
    context.log('gateway.unavailable', { method: attempt.method, attemptId: attempt.id });
    return null;
  });
}

async function settleAnswer(
  context: Context,
  attempt: Attempt,
  answer: GatewayAnswer,
): Promise<void> {
  switch (answer.state) {
    case 'paid':
      for (const evidence of answer.evidence) await settlePayment(context, evidence);
      break;
    case 'amount_differs':
      // The money is kept, as when the gateway's own message reports it.
      await keepToldMoney(context, answer.evidence, attempt.id);
      context.log('gateway.amount_differs', { gateway: attempt.method, attemptId: attempt.id });
      break;
    case 'unreadable': {
      const { gateway: name, raw } = answer;
      const message = { gateway: name, raw, outcome: 'unreadable', attemptId: attempt.id };
      await keepGatewayMessage(context, message);
      context.log('gateway.unreadable', { gateway: attempt.method, attemptId: attempt.id });
      break;
    }
    case 'failed':
      await failAttempt(context, attempt);
  }
}

/** Notes that the gateway did not get the money; an attempt that was paid meanwhile stays paid. */
export async function failAttempt(context: Context, attempt: Attempt): Promise<boolean> {
  return await inTransaction(context, async (work) => {
    const { tx } = work;
    const { numUpdatedRows } = await tx
      .updateTable('payment_attempts')
      .set({ state: 'failed' })
      .where('id', '=', attempt.id)
      .where('state', 'in', statesBefore(ATTEMPT_TRANSITIONS, 'failed'))
      .executeTakeFirstOrThrow();
    if (numUpdatedRows === 0n) return false;
    await updateOrderState(tx, attempt.order_id);
    publish(work, orderTopic(attempt.order_id));
    return true;
  });
}

function asks(gateway: Gateway): gateway is Gateway & Required<Pick<Gateway, 'ask'>> {
  return gateway.ask !== undefined;
}

/** Only one process asks at a time: while a question is under way, the attempt counts as asked. */
async function claimTurn(context: Context, attempt: Attempt, now: number): Promise<boolean> {
  const { numUpdatedRows } = await context.db
    .updateTable('payment_attempts')
    .set({ asked_at: now + GATEWAY_TIMEOUT_MS })
    .where('id', '=', attempt.id)
    .where((where) =>
      where.or([
        where('asked_at', 'is', null),
        where('asked_at', '<', now - ASK_PAUSE_MS),
        // The clock was set back meanwhile.
        where('asked_at', '>', now + GATEWAY_TIMEOUT_MS),
      ]),
    )
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

async function endTurn(context: Context, attempt: Attempt): Promise<void> {
  await context.db
    .updateTable('payment_attempts')
    .set({ asked_at: context.now() })
    .where('id', '=', attempt.id)
    .execute();
}
