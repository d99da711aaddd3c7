import type { Dong } from '../../shared/money.ts';
import type { PaymentMethod } from '../../shared/schemas/common.ts';
import { audit } from '../audit.ts';
import type { Context } from '../context.ts';
import { newId } from '../database/id.ts';
import type { Tx } from '../database/open.ts';
import type { GatewayName, HoldReason, Tables } from '../database/tables.ts';
import { applyPayment, releaseSuspected } from './apply-payment.ts';
import { keepLateSuspicion, keepOddMoment } from './gateway-messages.ts';
import { receivedMoment, type ToldMoment } from './received-moment.ts';
import { tellOperationsOfUnmatched } from './tell-of-payment.ts';

/** Money that a gateway has verifiably reported. */
export interface PaymentEvidence {
  gateway: GatewayName;
  /** The gateway's own id of the money; one is recorded once. */
  transactionId: string;
  /** What may name the session that it is for. */
  references: readonly string[];
  amount: Dong;
  memo: string;
  /** The number on the payer's bank statement, where the message gives one beside the gateway's own. */
  bankReference: string | null;
  /** The message as it came. */
  raw: string;
  /** When the money came, as the message says; {@link receivedMoment} decides whether it is taken. */
  toldAt: ToldMoment | null;
  suspectedFraud: boolean;
}

/**
 * repeated: recorded before, nothing done; unmatched: no session, or several, carry the reference;
 * held: short, or suspected of fraud; settled: lines were paid, or it all became a refund due.
 */
export type SettlementOutcome = 'repeated' | 'unmatched' | 'held' | 'settled';

interface Settled {
  outcome: SettlementOutcome;
  topics: string[];
}

/**
 * Records money once and applies it: payment, allocations, renewals, licences, messages and notifications
 * in one transaction. Safe to call twice, late, out of order, and from several processes.
 */
export async function settlePayment(
  context: Context,
  evidence: PaymentEvidence,
): Promise<SettlementOutcome> {
  const { outcome, topics } = await context.db
    .transaction()
    .execute((tx) => settle(context, tx, evidence));
  context.live.publish(...topics);
  return outcome;
}

async function settle(context: Context, tx: Tx, evidence: PaymentEvidence): Promise<Settled> {
  const now = context.now();
  const session = await findSession(tx, evidence);
  const moment = receivedMoment(evidence.toldAt, session?.created_at ?? null, now);
  const payment = await recordPayment(tx, evidence, session, moment.at);
  if (payment === undefined) return await settleAgain(context, tx, evidence);
  await audit(tx, {
    at: now,
    portalId: null,
    firmId: null,
    actor: `gateway:${evidence.gateway}`,
    action: 'payment.received',
    subjectId: payment.id,
    details: {
      amount: payment.amount,
      sessionId: session?.id ?? null,
      ...(moment.refused === null ? {} : { refusedMoment: moment.refused }),
    },
  });
  if (moment.refused !== null) {
    await keepOddMoment(context, tx, evidence, session?.id ?? null, moment.refused);
  }
  if (session === undefined) {
    await tellOperationsOfUnmatched(context, tx, payment.id);
    return { outcome: 'unmatched', topics: [] };
  }
  const { held, topics } = await applyPayment(context, tx, payment, session);
  return { outcome: held ? 'held' : 'settled', topics };
}

/** Known already; but what was suspected of fraud, and no longer is, is let go of. */
async function settleAgain(context: Context, tx: Tx, evidence: PaymentEvidence): Promise<Settled> {
  const { gateway, transactionId, suspectedFraud } = evidence;
  if (suspectedFraud) {
    await noteSuspicion(context, tx, evidence);
    return { outcome: 'repeated', topics: [] };
  }
  const topics = await releaseSuspected(context, tx, { gateway, transactionId });
  return topics ? { outcome: 'settled', topics } : { outcome: 'repeated', topics: [] };
}

/** Money that was called good has been applied: that it is suspected now, a person has to see. */
async function noteSuspicion(context: Context, tx: Tx, evidence: PaymentEvidence): Promise<void> {
  const recorded = await tx
    .selectFrom('payments')
    .select(['payment_session_id', 'hold_reason', 'raw'])
    .where('gateway', '=', evidence.gateway)
    .where('gateway_transaction_id', '=', evidence.transactionId)
    .executeTakeFirst();
  // The suspicion that it was held for, again.
  if (recorded === undefined || recorded.hold_reason === 'suspected_fraud') return;
  if (recorded.raw === evidence.raw) return;
  await keepLateSuspicion(context, tx, evidence, recorded.payment_session_id);
}

/**
 * The one session that the references name; none when they name several: a person has to decide. Only of
 * the method that the gateway speaks of: payOS's transfers carry the reference too, and come by the bank's
 * report a second time where they reach the same account.
 */
async function findSession(tx: Tx, { gateway, references }: PaymentEvidence) {
  if (references.length === 0) return undefined;
  const sessions = await tx
    .selectFrom('payment_sessions')
    .selectAll()
    .where('reference', 'in', [...references])
    .where('method', '=', methodOf(gateway))
    .limit(2)
    .execute();
  return sessions.length === 1 ? sessions[0] : undefined;
}

function methodOf(gateway: GatewayName): PaymentMethod {
  return gateway === 'sepay' || gateway === 'casso' ? 'bank_transfer' : gateway;
}

/** Undefined when this money is recorded already. All of it is held until it is applied. */
async function recordPayment(
  tx: Tx,
  evidence: PaymentEvidence,
  session: Tables['payment_sessions'] | undefined,
  receivedAt: number,
): Promise<Tables['payments'] | undefined> {
  return await tx
    .insertInto('payments')
    .values({
      id: newId(),
      gateway: evidence.gateway,
      gateway_transaction_id: evidence.transactionId,
      payment_session_id: session?.id ?? null,
      amount: evidence.amount,
      held: evidence.amount,
      hold_reason: holdReasonOf(evidence, session),
      memo: evidence.memo,
      bank_reference: evidence.bankReference,
      raw: evidence.raw,
      received_at: receivedAt,
    })
    .onConflict((conflict) => conflict.columns(['gateway', 'gateway_transaction_id']).doNothing())
    .returningAll()
    .executeTakeFirst();
}

function holdReasonOf(evidence: PaymentEvidence, session: unknown): HoldReason {
  if (evidence.suspectedFraud) return 'suspected_fraud';
  return session === undefined ? 'unmatched' : 'short';
}
