import type { ExpressionBuilder } from 'kysely';
import { addDays, calendarDateAt } from '../../../shared/calendar-date.ts';
import { type Dong, sumDong } from '../../../shared/money.ts';
import type { Reader, Tx } from '../../database/db.ts';
import type { Tables } from '../../database/tables.ts';
import { HOUR_MS } from '../../foundation/durations.ts';
import { GRACE_DAYS, hasEnoughCome } from '../../orders/core/parts-until.ts';
import { freeReference } from './given-references.ts';
import { amountsToTransfer, partCount, splitEvenly } from './split-amount.ts';
import { NAPAS247_LIMIT } from './viet-qr.ts';

type Attempt = Pick<Tables['payment_attempts'], 'id' | 'amount'>;

/** Time that the report of a transfer may take, in milliseconds. Pages and mails name only the day. */
const REPORT_MS = 6 * HOUR_MS;

/** A transfer that is a part of an attempt's amount. */
export interface PaymentPart {
  reference: string;
  /** The amount still to be transferred; 0: it is here. */
  amount: Dong;
}

/**
 * Whether an order's time to pay is over: its due date has passed, and where enough of a transfer in parts has come, the
 * days for the rest too. A part alone would go back, and the other one after it. What was sent on the last day is reported
 * a little later.
 *
 * @param now epoch milliseconds
 */
export function isTimeOver(now: number) {
  const today = calendarDateAt(now);
  const reported = calendarDateAt(now - REPORT_MS);
  return (where: ExpressionBuilder<Tables, 'orders'>) => {
    const attempts = where
      .selectFrom('payment_attempts')
      .select('payment_attempts.id')
      .whereRef('payment_attempts.order_id', '=', 'orders.id');
    const isInParts = where.exists(
      attempts.innerJoin(
        'payment_attempt_parts',
        'payment_attempt_parts.payment_attempt_id',
        'payment_attempts.id',
      ),
    );
    return where.and([
      where('due_date', '<', today),
      where.or([
        where('due_date', '<', addDays(reported, -GRACE_DAYS)),
        where.not(isInParts),
        where.and([where('due_date', '<', reported), where.not(hasEnoughCome(where))]),
      ]),
    ]);
  };
}

/**
 * Fits the parts of a transfer to its amount, where quick transfers don't take that at once: each part is below the
 * limit. A part keeps its reference, and none is removed: money may be under way to it.
 */
export async function fitParts(tx: Tx, { id, amount }: Attempt): Promise<void> {
  const present = await readParts(tx, id);
  const count = Math.max(present.length, partCount(amount, NAPAS247_LIMIT));
  if (count === 1) return;
  for (const [index, share] of splitEvenly(amount, count).entries()) {
    const number = index + 1;
    if (index < present.length) {
      await tx
        .updateTable('payment_attempt_parts')
        .set({ amount: share })
        .where('payment_attempt_id', '=', id)
        .where('number', '=', number)
        .execute();
      continue;
    }
    const reference = await freeReference(tx);
    const part = { payment_attempt_id: id, number, reference, amount: share };
    await tx.insertInto('payment_attempt_parts').values(part).execute();
  }
}

/**
 * The parts in which the missing amount of an attempt is paid, in order. None where one transfer takes it, unless a
 * part has come: then the others go on.
 */
export async function partsToPay(
  reader: Reader,
  attempt: Pick<Attempt, 'id'>,
  missing: Dong,
): Promise<PaymentPart[]> {
  const parts = await readParts(reader, attempt.id);
  if (parts.length === 0) return [];
  const received = await receivedByPart(reader, attempt.id, parts);
  if (missing < NAPAS247_LIMIT && received.size === 0) return [];
  const standings = parts.map(({ reference, amount }) => {
    return { amount, received: received.get(reference) ?? 0 };
  });
  const amounts = amountsToTransfer(standings, missing);
  // The price has risen after a part came: no quick transfer takes the last one, so the rest is one transfer.
  if (amounts.some((amount) => amount >= NAPAS247_LIMIT)) return [];
  return parts.map(({ reference }, index) => ({ reference, amount: amounts[index] ?? 0 }));
}

async function readParts(reader: Reader, attemptId: string) {
  return await reader
    .selectFrom('payment_attempt_parts')
    .select(['number', 'reference', 'amount'])
    .where('payment_attempt_id', '=', attemptId)
    .orderBy('number')
    .execute();
}

/** The underpayments of an attempt that name one part, and no other. */
async function receivedByPart(
  reader: Reader,
  attemptId: string,
  parts: readonly { reference: string }[],
): Promise<Map<string, Dong>> {
  const rows = await reader
    .selectFrom('payments')
    .innerJoin('payment_names', 'payment_names.payment_id', 'payments.id')
    .select(['payments.id', 'unapplied', 'reference'])
    .where('payment_attempt_id', '=', attemptId)
    .where('unapplied_reason', '=', 'underpaid')
    .execute();
  const references = new Set(parts.map(({ reference }) => reference));
  const named = Map.groupBy(
    rows.filter(({ reference }) => references.has(reference)),
    ({ id }) => id,
  );
  const ofOne = [...named.values()].flatMap((names) => (names.length === 1 ? names : []));
  return new Map(
    [...Map.groupBy(ofOne, ({ reference }) => reference)].map(([reference, payments]) => [
      reference,
      sumDong(payments.map(({ unapplied }) => unapplied)),
    ]),
  );
}
