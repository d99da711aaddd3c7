import { audit } from '../../announce/audit.ts';
import type { Work } from '../../context/in-transaction.ts';
import type { Tx } from '../../database/db.ts';
import { newId } from '../../database/id.ts';
import type { Tables } from '../../database/tables.ts';
import { namedAttempts } from '../core/given-references.ts';
import type { PaymentEvidence } from '../core/payment-evidence.ts';
import { applyPayment } from './apply-payment.ts';
import { wordsIn } from './find-movement.ts';
import { bankKey, type MovementDecision } from './same-movement.ts';

type Attempt = Tables['payment_attempts'];
type Same = Extract<MovementDecision, { kind: 'same' }>;
type Perhaps = Extract<MovementDecision, { kind: 'perhaps' }>;

/** A further report of recorded money. */
export interface FurtherReport extends PaymentEvidence {
  names: readonly string[];
  receivedAt: number;
}

/**
 * Keeps a report as evidence of a payment: no money, no mail. If the payment is unmatched and this report names its
 * attempt, the payment is applied to that.
 */
export async function joinReport(
  work: Work,
  report: FurtherReport,
  { paymentId, because }: Same,
  attempt: Attempt | undefined,
): Promise<'joined'> {
  const { tx } = work;
  await tx
    .insertInto('payment_reports')
    .values({
      id: newId(),
      payment_id: paymentId,
      gateway: report.gateway,
      gateway_transaction_id: report.transactionId,
      amount: report.amount,
      memo: report.memo,
      names: report.names.join(' '),
      accounts: (report.accounts ?? []).join(' '),
      bank_reference: report.bankReference,
      bank_key: bankKey(report.bankReference),
      raw: report.raw,
      received_at: report.receivedAt,
      because,
      joined_at: work.now(),
    })
    .execute();
  await audit(work, {
    portalId: null,
    firmId: null,
    actor: `gateway:${report.gateway}`,
    action: 'payment.report_joined',
    subjectId: paymentId,
    details: { gateway: report.gateway, transactionId: report.transactionId, because },
  });
  // Money that names this attempt itself is unmatched only because a person has taken it off.
  if (attempt && !(await namesAlone(tx, paymentId, attempt))) {
    await applyToNamed(work, paymentId, attempt);
  }
  return 'joined';
}

/** Whether the payment's own report named this attempt and no other. */
async function namesAlone(tx: Tx, paymentId: string, attempt: Attempt): Promise<boolean> {
  const names = await tx
    .selectFrom('payment_names')
    .select('reference')
    .where('payment_id', '=', paymentId)
    .execute();
  const named = await namedAttempts(
    tx,
    names.map(({ reference }) => reference),
  );
  return named.length > 0 && named.every((each) => each.attempt.id === attempt.id);
}

/** Takes a report off its payment. */
export async function takeReport(
  tx: Tx,
  reportId: string,
): Promise<Tables['payment_reports'] | undefined> {
  return await tx
    .deleteFrom('payment_reports')
    .where('id', '=', reportId)
    .returningAll()
    .executeTakeFirst();
}

/** A stored report, as received. */
export function toEvidence(report: Tables['payment_reports']): PaymentEvidence {
  return {
    gateway: report.gateway,
    transactionId: report.gateway_transaction_id,
    references: wordsIn(report.names),
    amount: report.amount,
    memo: report.memo,
    bankReference: report.bank_reference,
    accounts: wordsIn(report.accounts),
    raw: report.raw,
    toldAt: { text: '', at: report.received_at },
    suspectedFraud: false,
  };
}

/** Unmatched money whose attempt another report names. */
export async function applyToNamed(work: Work, paymentId: string, attempt: Attempt): Promise<void> {
  const payment = await work.tx
    .updateTable('payments')
    .set({ payment_attempt_id: attempt.id, unapplied_reason: 'underpaid' })
    .where('id', '=', paymentId)
    .where('unapplied_reason', '=', 'unmatched')
    .where('possible_duplicate_of', 'is', null)
    .returningAll()
    .executeTakeFirst();
  if (payment) await applyPayment(work, payment, attempt);
}

/** The facts of a possible payment of a report that decide which of the two waits. */
export type DoubtedPayment = Pick<Tables['payments'], 'unapplied_reason' | 'possible_duplicate_of'>;

export async function readDoubted(
  tx: Tx,
  movement: MovementDecision,
): Promise<DoubtedPayment | undefined> {
  if (movement.kind !== 'perhaps') return undefined;
  return await tx
    .selectFrom('payments')
    .select(['unapplied_reason', 'possible_duplicate_of'])
    .where('id', '=', movement.paymentId)
    .executeTakeFirst();
}

/**
 * Which of two possible reports of one movement a person has to decide about: the old one if it waits for a person
 * anyway and the new one names its attempt; neither if only the time suggests it; otherwise the new one.
 */
export function doubtOf(
  { hints }: Perhaps,
  attempt: Attempt | undefined,
  old: DoubtedPayment | undefined,
): 'new' | 'old' | 'neither' {
  if (attempt === undefined) return 'new';
  if (old?.unapplied_reason === 'unmatched') return old.possible_duplicate_of ? 'neither' : 'old';
  return hints.length === 1 && hints[0] === 'amount_and_time' ? 'neither' : 'new';
}

/** Operations decide whether an unapplied payment is the same movement as another. */
export async function markPossibleDuplicate(
  tx: Tx,
  paymentId: string,
  ofPaymentId: string,
): Promise<void> {
  await tx
    .updateTable('payments')
    .set({ possible_duplicate_of: ofPaymentId })
    .where('id', '=', paymentId)
    .where('unapplied_reason', '=', 'unmatched')
    .execute();
}
