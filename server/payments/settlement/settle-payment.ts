import type { PaymentMethod } from '../../../shared/schemas/common.ts';
import { audit } from '../../announce/audit.ts';
import { announce } from '../../announce/facts/announce.ts';
import type { Context } from '../../context/context.ts';
import { inTransaction, type Work } from '../../context/in-transaction.ts';
import { newId } from '../../database/id.ts';
import { insertRows } from '../../database/insert-rows.ts';
import type { Tx } from '../../database/open.ts';
import type { GatewayName, HoldReason, Tables } from '../../database/tables.ts';
import { payerKey } from '../../foundation/payer-key.ts';
import type { PaymentEvidence } from '../core/payment-evidence.ts';
import { receivedMoment } from '../core/received-moment.ts';
import { applyPayment, releaseSuspected } from './apply-payment.ts';
import { accountsOf, findMovement, namedAttempts } from './find-movement.ts';
import { keepLateSuspicion, keepOddMoment } from './gateway-messages.ts';
import {
  joinReport,
  markPossibleDuplicate,
  placeDoubt,
  takeReport,
  toEvidence,
} from './join-report.ts';
import { bankKey, type MovementDecision } from './same-movement.ts';

/**
 * repeated: recorded before, nothing done; joined: another reporter's report of recorded money; unmatched: the
 * references name no attempt, or several, or it may be recorded money; held: underpaid, or suspected of fraud; settled:
 * lines were paid, or it all became a refund due.
 */
export type SettlementOutcome = 'repeated' | 'joined' | 'unmatched' | 'held' | 'settled';

/**
 * Records money once and applies it: payment, allocations, renewals, licences, messages and notifications
 * in one transaction. Safe to call twice, late, out of order, and from several processes.
 */
export async function settlePayment(
  context: Context,
  evidence: PaymentEvidence,
): Promise<SettlementOutcome> {
  return await inTransaction(context, (work) => settle(work, evidence));
}

async function settle(work: Work, evidence: PaymentEvidence): Promise<SettlementOutcome> {
  const { tx } = work;
  const recorded = await findRecorded(tx, evidence);
  if (recorded === 'evidence') return 'repeated';
  if (recorded === 'money') return await settleAgain(work, evidence);
  const attempts = await namedAttempts(tx, evidence.references);
  const session = sessionOf(evidence, attempts);
  const names = attempts.map(({ reference }) => reference);
  const { at } = receivedMoment(evidence.toldAt, session?.created_at ?? null, work.now());
  const movement = await findMovement(tx, evidence, names, at);
  // Taken off their payments before the new one exists, and settled after it, which shows where they belong.
  const displaced = await takeDisplaced(tx, movement.displaced);
  const report = { ...evidence, names, receivedAt: at };
  const outcome =
    movement.kind === 'same'
      ? await joinReport(work, report, movement, session)
      : await settleMoney(work, evidence, { attempts, movement });
  for (const report of displaced) await settle(work, report);
  return outcome;
}

async function takeDisplaced(tx: Tx, reportIds: readonly string[]): Promise<PaymentEvidence[]> {
  const taken: PaymentEvidence[] = [];
  for (const id of reportIds) {
    const report = await takeReport(tx, id);
    if (report) taken.push(toEvidence(report));
  }
  return taken;
}

/** Makes a report that was evidence of other money a payment of its own, by a person's decision. */
export async function settleAnother(work: Work, evidence: PaymentEvidence): Promise<void> {
  const attempts = await namedAttempts(work.tx, evidence.references);
  const movement = { kind: 'another' as const, displaced: [] };
  await settleMoney(work, evidence, { attempts, movement });
}

async function settleMoney(
  work: Work,
  evidence: PaymentEvidence,
  {
    attempts,
    movement,
  }: {
    attempts: readonly Tables['payment_sessions'][];
    movement: Exclude<MovementDecision, { kind: 'same' }>;
  },
): Promise<SettlementOutcome> {
  const { tx } = work;
  const now = work.now();
  const named = sessionOf(evidence, attempts);
  const doubt = movement.kind === 'perhaps' ? await placeDoubt(tx, movement, named) : null;
  // A possible duplicate pays nothing before a person has looked.
  const session = doubt === 'new' ? undefined : named;
  const moment = receivedMoment(evidence.toldAt, named?.created_at ?? null, now);
  const duplicateOf = movement.kind === 'perhaps' && doubt === 'new' ? movement.paymentId : null;
  const payment = await recordPayment(tx, evidence, session, moment.at, duplicateOf);
  if (payment === undefined) return await settleAgain(work, evidence);
  await insertRows(
    tx,
    'payment_names',
    attempts.map(({ reference }) => ({ reference, payment_id: payment.id })),
  );
  if (movement.kind === 'perhaps' && doubt === 'old') {
    await markPossibleDuplicate(tx, movement.paymentId, payment.id);
  }
  await audit(work, {
    portalId: null,
    firmId: null,
    actor: `gateway:${evidence.gateway}`,
    action: 'payment.received',
    subjectId: payment.id,
    details: {
      amount: payment.amount,
      sessionId: session?.id ?? null,
      ...(duplicateOf === null ? {} : { possibleDuplicateOf: duplicateOf }),
      ...(moment.refused === null ? {} : { refusedMoment: moment.refused }),
    },
  });
  if (moment.refused !== null) {
    await keepOddMoment(work, evidence, session?.id ?? null, moment.refused);
  }
  if (session === undefined) {
    work.log('payment.unmatched', { paymentId: payment.id });
    await announce(work, { kind: 'payment_unmatched', paymentId: payment.id });
    return 'unmatched';
  }
  return await applyPayment(work, payment, session);
}

async function findRecorded(
  tx: Tx,
  { gateway, transactionId }: PaymentEvidence,
): Promise<'money' | 'evidence' | null> {
  for (const [table, what] of [
    ['payments', 'money'],
    ['payment_reports', 'evidence'],
  ] as const) {
    const row = await tx
      .selectFrom(table)
      .select('id')
      .where('gateway', '=', gateway)
      .where('gateway_transaction_id', '=', transactionId)
      .executeTakeFirst();
    if (row !== undefined) return what;
  }
  return null;
}

/** Known already; but money that is no longer suspected is cleared. */
async function settleAgain(work: Work, evidence: PaymentEvidence): Promise<SettlementOutcome> {
  const { gateway, transactionId, suspectedFraud } = evidence;
  if (suspectedFraud) {
    await noteSuspicion(work, evidence);
    return 'repeated';
  }
  const released = await releaseSuspected(work, { gateway, transactionId });
  return released ? 'settled' : 'repeated';
}

/** Money called good has been applied: a person has to see the later suspicion. */
async function noteSuspicion(work: Work, evidence: PaymentEvidence): Promise<void> {
  const recorded = await work.tx
    .selectFrom('payments')
    .select(['payment_session_id', 'hold_reason', 'raw'])
    .where('gateway', '=', evidence.gateway)
    .where('gateway_transaction_id', '=', evidence.transactionId)
    .executeTakeFirstOrThrow();
  // The original suspicion, again.
  if (recorded.hold_reason === 'suspected_fraud') return;
  if (recorded.raw === evidence.raw) return;
  await keepLateSuspicion(work, evidence, recorded.payment_session_id);
}

/**
 * The one attempt that the references name; none when they name several: a person has to decide. Only attempts of the
 * gateway's method; the bank's reports match payOS's too, whose payers transfer like others.
 */
export function sessionOf(
  { gateway }: Pick<PaymentEvidence, 'gateway'>,
  attempts: readonly Tables['payment_sessions'][],
): Tables['payment_sessions'] | undefined {
  const methods = methodsOf(gateway);
  const named = attempts.filter(({ method }) => methods.includes(method));
  return named.length === 1 ? named[0] : undefined;
}

function methodsOf(gateway: GatewayName): readonly PaymentMethod[] {
  return gateway === 'sepay' || gateway === 'casso' ? ['bank_transfer', 'payos'] : [gateway];
}

/** Undefined when this money is recorded already. All of it is unapplied until it is applied. */
async function recordPayment(
  tx: Tx,
  evidence: PaymentEvidence,
  session: Tables['payment_sessions'] | undefined,
  receivedAt: number,
  duplicateOf: string | null,
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
      bank_key: bankKey(evidence.bankReference),
      accounts: accountsOf(evidence).join(' '),
      possible_duplicate_of: duplicateOf,
      set_aside: 0,
      split: 0,
      raw: evidence.raw,
      received_at: receivedAt,
      payer_key: payerKey(evidence),
    })
    .onConflict((conflict) => conflict.columns(['gateway', 'gateway_transaction_id']).doNothing())
    .returningAll()
    .executeTakeFirst();
}

function holdReasonOf(evidence: PaymentEvidence, session: unknown): HoldReason {
  if (evidence.suspectedFraud) return 'suspected_fraud';
  return session === undefined ? 'unmatched' : 'short';
}
