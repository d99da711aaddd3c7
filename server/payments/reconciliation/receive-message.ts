import { isDong } from '../../../shared/money.ts';
import type { Context } from '../../context/context.ts';
import { isUnavailable } from '../../database/connect/is-unavailable.ts';
import { failAttempt } from '../attempts/ask-gateway.ts';
import { findAttemptByReference } from '../core/find-attempt.ts';
import {
  type Attempt,
  type GatewayReport,
  type GatewayRequest,
  isMoney,
  type Receiver,
  type Reception,
} from '../gateways/core/gateway.ts';
import { keepGatewayMessage, keepToldMoney } from '../settlement/gateway-messages.ts';
import { settlePayment } from '../settlement/settle-payment.ts';

/** Verifies a gateway's message and settles its report. Never throws: the gateway always gets an answer. */
export async function receiveMessage(
  context: Context,
  receiver: Receiver,
  request: GatewayRequest,
): Promise<Reception> {
  try {
    return await receive(context, receiver, request);
  } catch (error) {
    const isOfDatabase = isUnavailable(error);
    const event = isOfDatabase ? 'database.unavailable' : 'gateway.message_failed';
    context.log(event, { gateway: receiver.name, error: String(error) });
    return isOfDatabase ? 'unavailable' : 'not_received';
  }
}

async function receive(
  context: Context,
  receiver: Receiver,
  request: GatewayRequest,
): Promise<Reception> {
  const message = receiver.read(request);
  const gateway = receiver.name;
  const raw = request.body || request.query;
  if (message.kind !== 'note' && message.kind !== 'report') {
    // Logged for every message: a wrong secret or clock, or a changed format, looks like this.
    context.log('gateway.refused', { gateway, reason: message.kind });
    if (message.kind === 'unreadable') {
      const attempt = await findAttemptByReference(context.db, message.reference, receiver.method);
      await keepGatewayMessage(context, {
        gateway,
        raw,
        outcome: 'unreadable',
        same: message.same,
        attemptId: attempt?.id,
      });
      return 'malformed';
    }
    return message.kind === 'stale' ? 'forged' : message.kind;
  }
  const { same } = message;
  if (message.kind === 'note') {
    await keepGatewayMessage(context, { gateway, raw, outcome: message.outcome, same });
    return 'received';
  }
  const { report } = message;
  if (receiver.method === 'bank_transfer') return await receiveMoney(context, report);
  const attempt = await findAttemptByReference(
    context.db,
    report.evidence.references[0],
    receiver.method,
  );
  if (attempt === undefined) return await receiveUnknown(context, receiver, report, same);
  const { evidence } = report;
  if (!receiver.takesAnyAmount && evidence.amount !== attempt.amount) {
    if (isMoney(report.outcome)) await keepToldMoney(context, evidence, attempt.id);
    else await keepRefusal(context, report, attempt, same);
    context.log('gateway.amount_differs', { gateway, attemptId: attempt.id });
    return 'amount_differs';
  }
  if (isMoney(report.outcome)) return await receiveMoney(context, report);
  await keepRefusal(context, report, attempt, same);
  if (report.outcome === 'pending') return 'received';
  return (await failAttempt(context, attempt)) ? 'received' : 'repeated';
}

async function keepRefusal(
  context: Context,
  { outcome, evidence: { gateway, raw } }: GatewayReport,
  attempt: Attempt,
  same: string | undefined,
): Promise<void> {
  await keepGatewayMessage(context, { gateway, raw, outcome, same, attemptId: attempt.id });
}

async function receiveMoney(context: Context, report: GatewayReport): Promise<Reception> {
  const settled = await settlePayment(context, report.evidence);
  return settled === 'repeated' ? 'repeated' : 'received';
}

/** Money for an unknown attempt is recorded, for a person to look at. */
async function receiveUnknown(
  context: Context,
  { name: gateway }: Receiver,
  report: GatewayReport,
  same: string | undefined,
): Promise<Reception> {
  const { evidence } = report;
  if (isMoney(report.outcome) && isDong(evidence.amount) && evidence.amount > 0) {
    await settlePayment(context, { ...evidence, references: [] });
  } else {
    // Money that can't be recorded is for a person to look at; a refusal needs nobody.
    const outcome =
      isMoney(report.outcome) && evidence.amount > 0 ? 'unreadable' : 'unknown_attempt';
    await keepGatewayMessage(context, { gateway, raw: evidence.raw, outcome, same });
  }
  return 'unknown_attempt';
}
