import { createHash } from 'node:crypto';
import { isDong } from '../../../shared/money.ts';
import { announce } from '../../announce/facts/announce.ts';
import type { Context } from '../../context/context.ts';
import { inTransaction, type Work } from '../../context/in-transaction.ts';
import type { Tx } from '../../database/db.ts';
import { newId } from '../../database/id.ts';
import type { GatewayName } from '../../database/tables.ts';
import { HOUR_MS } from '../../foundation/durations.ts';
import type { PaymentEvidence } from '../core/payment-evidence.ts';

/** Outcomes for operations: verified, but without a payment or with something odd; and where there is no message at all. */
export const ODD_OUTCOMES = [
  'amount_differs',
  'amount_differs_suspected',
  'unreadable',
  'odd_moment',
  'suspected_after_paid',
  'not_kept',
  'unanswered',
] as const;

export type OddOutcome = (typeof ODD_OUTCOMES)[number];

/** The most different messages kept of one attempt, and of one gateway in an hour; the others are counted. */
export const MOST_BY_ATTEMPT = 20;
export const MOST_BY_HOUR = 500;

/** A longer message is cut, in characters: no gateway's is as long. */
const MOST_RAW = 8_192;

/**
 * Keeps a rightly signed message without a payment: a refusal, or an unreadable one. A repeated message is counted.
 *
 * @param message.same the signed part: the rest of a message may vary
 */
export async function keepGatewayMessage(
  context: Context,
  message: {
    gateway: GatewayName;
    raw: string;
    outcome: string;
    same?: string | undefined;
    attemptId?: string | undefined;
  },
): Promise<void> {
  const { same, attemptId, ...kept } = message;
  const row = { ...kept, same: same ?? message.raw, payment_attempt_id: attemptId ?? null };
  await inTransaction(context, (work) => keep(work, row));
}

/**
 * Keeps a gateway's report of another amount than requested, for a person to look at. Each transaction is kept once, by
 * message or answer, in any wording.
 */
export async function keepToldMoney(
  context: Context,
  evidence: PaymentEvidence,
  attemptId: string,
): Promise<void> {
  const { transactionId, amount, suspectedFraud } = evidence;
  const outcome = suspectedFraud ? 'amount_differs_suspected' : 'amount_differs';
  await inTransaction(context, async (work) => {
    const same = `amount_differs ${transactionId} ${amount}`;
    const id = await keep(work, { ...moneyOf(evidence, attemptId), outcome, same });
    if (id !== null) await announce(work, { kind: 'gateway_message_odd', messageId: id });
  });
}

/** Keeps a message that gives its money an impossible time; the money is recorded all the same. */
export async function keepOddMoment(
  work: Work,
  evidence: PaymentEvidence,
  attemptId: string | null,
  refused: string,
): Promise<void> {
  const same = `odd_moment ${evidence.transactionId}`;
  const row = { ...moneyOf(evidence, attemptId), outcome: 'odd_moment', same, note: refused };
  await keep(work, row);
  const { gateway, transactionId } = evidence;
  work.log('payment.odd_moment', { gateway, transactionId, refused });
}

/** Keeps a gateway's suspicion of money that it had called good, and that has been applied. */
export async function keepLateSuspicion(
  work: Work,
  evidence: PaymentEvidence,
  attemptId: string | null,
): Promise<void> {
  const same = `suspected_after_paid ${evidence.transactionId}`;
  const row = { ...moneyOf(evidence, attemptId), outcome: 'suspected_after_paid', same };
  const id = await keep(work, row);
  work.log('gateway.suspected_after_paid', { gateway: evidence.gateway, attemptId });
  if (id !== null && attemptId !== null)
    await announce(work, { kind: 'gateway_message_odd', messageId: id });
}

/** Notes, in the place of a message, that a gateway has never answered how an attempt ended. */
export async function keepUnanswered(
  work: Work,
  gateway: GatewayName,
  attemptId: string,
): Promise<void> {
  const row = { gateway, raw: '', outcome: 'unanswered', payment_attempt_id: attemptId };
  // Our own note, once for each attempt: messages of a gateway do not count against it.
  const id = await keep(work, { ...row, same: `unanswered ${attemptId}` }, true);
  work.log('gateway.unanswered', { gateway, attemptId });
  if (id !== null) await announce(work, { kind: 'gateway_message_odd', messageId: id });
}

function moneyOf(evidence: PaymentEvidence, attemptId: string | null) {
  const { gateway, raw, transactionId, amount } = evidence;
  return {
    gateway,
    raw,
    transaction_id: transactionId,
    // VNPay counts in hundredths: a fraction of a dong can't be recorded as money.
    amount: isDong(amount) ? amount : null,
    payment_attempt_id: attemptId,
  };
}

interface Kept {
  gateway: GatewayName;
  raw: string;
  outcome: string;
  /** The part that two messages with the same content share. */
  same: string;
  note?: string;
  transaction_id?: string;
  amount?: number | null;
  payment_attempt_id: string | null;
}

/** @returns the id of a new message that is kept; null when it was known, or there are too many */
async function keep(work: Work, message: Kept, isOurs = false): Promise<string | null> {
  const { tx } = work;
  const { same, raw, ...rest } = message;
  const digest = digestOf(same);
  if (await countAgain(tx, message.gateway, digest)) return null;
  const now = work.now();
  if (!isOurs && (await isFull(tx, now, message))) {
    await countNotKept(tx, now, message);
    return null;
  }
  const id = newId();
  const values = { ...rest, id, digest, raw: raw.slice(0, MOST_RAW), times: 1, received_at: now };
  await tx.insertInto('gateway_messages').values(values).execute();
  return id;
}

async function countAgain(tx: Tx, gateway: GatewayName, digest: string): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('gateway_messages')
    .set((set) => ({ times: set('times', '+', 1) }))
    .where('gateway', '=', gateway)
    .where('digest', '=', digest)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

async function isFull(tx: Tx, now: number, message: Kept): Promise<boolean> {
  const count = tx
    .selectFrom('gateway_messages')
    .select((select) => select.fn.countAll<number>().as('count'));
  const ofHour = await count
    .where('gateway', '=', message.gateway)
    .where('received_at', '>', now - HOUR_MS)
    .where('outcome', '<>', 'unanswered')
    .executeTakeFirstOrThrow();
  if (Number(ofHour.count) >= MOST_BY_HOUR) return true;
  if (message.payment_attempt_id === null) return false;
  const ofAttempt = await count
    .where('payment_attempt_id', '=', message.payment_attempt_id)
    .executeTakeFirstOrThrow();
  return Number(ofAttempt.count) >= MOST_BY_ATTEMPT;
}

/** One row for each gateway and hour counts them, and shows the first. */
async function countNotKept(tx: Tx, now: number, { gateway, raw }: Kept): Promise<void> {
  const digest = digestOf(`not_kept ${Math.floor(now / HOUR_MS)}`);
  if (await countAgain(tx, gateway, digest)) return;
  const row = { id: newId(), gateway, digest, outcome: 'not_kept', times: 1, received_at: now };
  const values = { ...row, raw: raw.slice(0, MOST_RAW) };
  await tx.insertInto('gateway_messages').values(values).execute();
}

function digestOf(same: string): string {
  return createHash('sha256').update(same).digest('hex');
}
