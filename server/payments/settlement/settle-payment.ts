import type { PaymentMethod } from '../../../shared/schemas/common.ts';
import { audit } from '../../announce/audit.ts';
import { announce } from '../../announce/facts/announce.ts';
import type { Context } from '../../context/context.ts';
import { inTransaction, type Work } from '../../context/in-transaction.ts';
import type { Tx } from '../../database/db.ts';
import { newId } from '../../database/id.ts';
import { insertNew, insertRows } from '../../database/insert-rows.ts';
import { prepared } from '../../database/prepared.ts';
import type { GatewayName, Tables, UnappliedReason } from '../../database/tables.ts';
import { payerKey } from '../../foundation/payer-key.ts';
import { type NamedAttempt, namedAttempts } from '../core/given-references.ts';
import type { PaymentEvidence } from '../core/payment-evidence.ts';
import { receivedMoment } from '../core/received-moment.ts';
import { applyPayment, releaseSuspected } from './apply-payment.ts';
import { findMovement } from './find-movement.ts';
import { keepLateSuspicion, keepOddMoment } from './gateway-messages.ts';
import {
  type DoubtedPayment,
  doubtOf,
  joinReport,
  markPossibleDuplicate,
  readDoubted,
  takeReport,
  toEvidence,
} from './join-report.ts';
import { bankKey, type MovementDecision } from './same-movement.ts';

type Attempt = Tables['payment_attempts'];

/**
 * repeated: recorded before, nothing done; joined: another reporter's report of recorded money; unmatched: the
 * references name no attempt, or several, or it may be recorded money; unapplied: underpaid, or suspected of fraud;
 * settled: lines were paid, or it all became a refund due.
 */
export type SettlementOutcome = 'repeated' | 'joined' | 'unmatched' | 'unapplied' | 'settled';

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
  const known = await gather(work, evidence);
  const names = known.named.map(({ reference }) => reference);
  const movement = await findMovement(tx, evidence, names, known.moment.at);
  // Taken off their payments before the new one exists, and settled after it, which shows where they belong.
  const displaced = await takeDisplaced(tx, movement.displaced);
  const report = { ...evidence, names, receivedAt: known.moment.at };
  const outcome =
    movement.kind === 'same'
      ? await joinReport(work, report, movement, known.attempt)
      : await settleMoney(work, evidence, known, movement);
  for (const report of displaced) await settle(work, report);
  return outcome;
}

/** Makes a report that was evidence of other money a payment of its own, by a person's decision. */
export async function settleAnother(work: Work, evidence: PaymentEvidence): Promise<void> {
  const known = await gather(work, evidence);
  await settleMoney(work, evidence, known, { kind: 'another', displaced: [] });
}

/** The attempts that a report names, and the moment of its money. */
interface Known {
  named: readonly NamedAttempt[];
  /** The one attempt that it names. */
  attempt: Attempt | undefined;
  moment: ReturnType<typeof receivedMoment>;
}

async function gather(work: Work, evidence: PaymentEvidence): Promise<Known> {
  const named = await namedAttempts(work.tx, evidence.references);
  const attempt = attemptOf(evidence, named);
  const moment = receivedMoment(evidence.toldAt, attempt?.created_at ?? null, work.now());
  return { named, attempt, moment };
}

async function takeDisplaced(tx: Tx, reportIds: readonly string[]): Promise<PaymentEvidence[]> {
  const taken: PaymentEvidence[] = [];
  for (const id of reportIds) {
    const report = await takeReport(tx, id);
    if (report) taken.push(toEvidence(report));
  }
  return taken;
}

type NotTheSame = Exclude<MovementDecision, { kind: 'same' }>;

async function settleMoney(
  work: Work,
  evidence: PaymentEvidence,
  known: Known,
  movement: NotTheSame,
): Promise<SettlementOutcome> {
  const doubted = await readDoubted(work.tx, movement);
  const place = decidePlace(movement, known.attempt, doubted);
  const payment = await record(work, evidence, known, place);
  if (payment === undefined) return await settleAgain(work, evidence);
  if (place.attempt) return await applyPayment(work, payment, place.attempt);
  work.log('payment.unmatched', { paymentId: payment.id });
  await announce(work, { kind: 'payment_unmatched', paymentId: payment.id });
  return 'unmatched';
}

/** The destination of new money. */
interface Place {
  attempt: Attempt | undefined;
  /** The payment that it may be a duplicate of: a person looks at it before it pays anything. */
  duplicateOf: string | null;
  /** The payment that may be a duplicate of it. */
  doubtedId: string | null;
}

function decidePlace(
  movement: NotTheSame,
  named: Attempt | undefined,
  doubted: DoubtedPayment | undefined,
): Place {
  const place: Place = { attempt: named, duplicateOf: null, doubtedId: null };
  if (movement.kind === 'another') return place;
  const { paymentId } = movement;
  switch (doubtOf(movement, named, doubted)) {
    case 'new':
      return { ...place, attempt: undefined, duplicateOf: paymentId };
    case 'old':
      return { ...place, doubtedId: paymentId };
    case 'neither':
      return place;
  }
}

/** Undefined when this money is recorded already. */
async function record(
  work: Work,
  evidence: PaymentEvidence,
  { named, moment }: Known,
  { attempt, duplicateOf, doubtedId }: Place,
): Promise<Tables['payments'] | undefined> {
  const { tx } = work;
  const payment = await recordPayment(tx, evidence, attempt, moment.at, duplicateOf);
  if (payment === undefined) return undefined;
  const names = named.map(({ reference }) => ({ reference, payment_id: payment.id }));
  await insertRows(tx, 'payment_names', names);
  if (doubtedId !== null) await markPossibleDuplicate(tx, doubtedId, payment.id);
  await audit(work, {
    portalId: null,
    firmId: null,
    actor: `gateway:${evidence.gateway}`,
    action: 'payment.received',
    subjectId: payment.id,
    details: {
      amount: payment.amount,
      attemptId: attempt?.id ?? null,
      ...(duplicateOf === null ? {} : { possibleDuplicateOf: duplicateOf }),
      ...(moment.refused === null ? {} : { refusedMoment: moment.refused }),
    },
  });
  if (moment.refused !== null) {
    await keepOddMoment(work, evidence, attempt?.id ?? null, moment.refused);
  }
  return payment;
}

const readRecorded = prepared(
  (tx, { gateway, transactionId }: Pick<PaymentEvidence, 'gateway' | 'transactionId'>) => {
    const recordedIn = (table: 'payments' | 'payment_reports', what: 'money' | 'evidence') =>
      tx
        .selectFrom(table)
        .select((select) => select.val(what).as('what'))
        .where('gateway', '=', gateway)
        .where('gateway_transaction_id', '=', transactionId);
    return recordedIn('payments', 'money').unionAll(recordedIn('payment_reports', 'evidence'));
  },
);

async function findRecorded(
  tx: Tx,
  { gateway, transactionId }: PaymentEvidence,
): Promise<'money' | 'evidence' | null> {
  const [recorded] = await readRecorded(tx, { gateway, transactionId });
  return recorded?.what ?? null;
}

/** Recorded already; but money that is no longer suspected is cleared. */
async function settleAgain(work: Work, evidence: PaymentEvidence): Promise<SettlementOutcome> {
  const { gateway, transactionId, suspectedFraud } = evidence;
  if (suspectedFraud) {
    await noteSuspicion(work, evidence);
    return 'repeated';
  }
  const released = await releaseSuspected(work, { gateway, transactionId });
  return released ? 'settled' : 'repeated';
}

/** The money has been applied as good: a person has to see the later suspicion. */
async function noteSuspicion(work: Work, evidence: PaymentEvidence): Promise<void> {
  const recorded = await work.tx
    .selectFrom('payments')
    .select(['payment_attempt_id', 'unapplied_reason', 'raw'])
    .where('gateway', '=', evidence.gateway)
    .where('gateway_transaction_id', '=', evidence.transactionId)
    .executeTakeFirstOrThrow();
  // The original suspicion, again.
  if (recorded.unapplied_reason === 'suspected_fraud') return;
  if (recorded.raw === evidence.raw) return;
  await keepLateSuspicion(work, evidence, recorded.payment_attempt_id);
}

/**
 * The one attempt that the references name; none when they name several: a person has to decide. Only attempts of the
 * gateway's method; the bank's reports match payOS's too, whose payers transfer like others.
 */
export function attemptOf(
  { gateway }: Pick<PaymentEvidence, 'gateway'>,
  named: readonly NamedAttempt[],
): Attempt | undefined {
  const methods = methodsOf(gateway);
  const [first, ...others] = named
    .map(({ attempt }) => attempt)
    .filter(({ method }) => methods.includes(method));
  // A memo may name several parts of one transfer.
  return others.every(({ id }) => id === first?.id) ? first : undefined;
}

function methodsOf(gateway: GatewayName): readonly PaymentMethod[] {
  return gateway === 'sepay' || gateway === 'casso' ? ['bank_transfer', 'payos'] : [gateway];
}

/** Undefined when this money is recorded already. All of it is unapplied until it is applied. */
async function recordPayment(
  tx: Tx,
  evidence: PaymentEvidence,
  attempt: Attempt | undefined,
  receivedAt: number,
  duplicateOf: string | null,
): Promise<Tables['payments'] | undefined> {
  const payment: Tables['payments'] = {
    id: newId(),
    gateway: evidence.gateway,
    gateway_transaction_id: evidence.transactionId,
    payment_attempt_id: attempt?.id ?? null,
    amount: evidence.amount,
    unapplied: evidence.amount,
    unapplied_reason: unappliedReasonOf(evidence, attempt),
    memo: evidence.memo,
    bank_reference: evidence.bankReference,
    bank_key: bankKey(evidence.bankReference),
    accounts: (evidence.accounts ?? []).join(' '),
    possible_duplicate_of: duplicateOf,
    set_aside: 0,
    set_aside_note: null,
    split: 0,
    split_of: null,
    raw: evidence.raw,
    received_at: receivedAt,
    payer_key: payerKey(evidence),
  };
  const isNew = await insertNew(tx, 'payments', payment, ['gateway', 'gateway_transaction_id']);
  return isNew ? payment : undefined;
}

function unappliedReasonOf(evidence: PaymentEvidence, attempt: unknown): UnappliedReason {
  if (evidence.suspectedFraud) return 'suspected_fraud';
  return attempt === undefined ? 'unmatched' : 'underpaid';
}
