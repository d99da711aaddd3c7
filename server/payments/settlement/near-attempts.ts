import { type RawBuilder, sql } from 'kysely';
import type { Reader } from '../../database/db.ts';
import { inList } from '../../database/in-list.ts';
import type { Tables } from '../../database/tables.ts';
import { askedAmounts } from '../core/asked-amounts.ts';
import { givenReferences, namedAttempts } from '../core/given-references.ts';
import { cutReferences, type NearReason, nearReferences } from '../core/near-references.ts';
import { findPaymentReferences } from '../core/payment-reference.ts';

/** An attempt that a memo nearly names, and the difference. */
export interface NearAttempt {
  orderId: string;
  attemptId: string;
  reference: string;
  /** Whether a line of it awaits payment. */
  isOpen: boolean;
  written: string;
  reason: NearReason;
}

/** The most attempts with the beginning of a cut reference considered. */
const MOST = 50;

/** The attempts with unpaid lines whose reference is nearly the memo's. */
export async function nearAttempts(
  reader: Reader,
  payment: Pick<Tables['payments'], 'memo' | 'amount'>,
): Promise<NearAttempt[]> {
  return (await nearlyNamed(reader, payment)).filter(({ isOpen }) => isOpen);
}

/**
 * The attempts whose reference is one edit away from the memo, or begins as the memo ends, and under which exactly this
 * amount was asked for; paid ones too. None where the memo names one correctly.
 */
export async function nearlyNamed(
  reader: Reader,
  { memo, amount }: Pick<Tables['payments'], 'memo' | 'amount'>,
): Promise<NearAttempt[]> {
  if ((await namedAttempts(reader, findPaymentReferences(memo))).length > 0) return [];
  const near = new Map(nearReferences(memo).map((one) => [one.reference, one]));
  const ofOneEdit = inList('given.reference', [...near.keys()]);
  const attempts = (near.size === 0 ? [] : await readAttempts(reader, amount, ofOneEdit)).map(
    (attempt): NearAttempt => {
      const { written = '', reason = 'wrong' } = near.get(attempt.reference) ?? {};
      return { ...attempt, written, reason };
    },
  );
  for (const { beginning } of cutReferences(memo)) {
    // In the index's order: references are upper-case letters and digits.
    const begins = sql<boolean>`given.reference >= ${beginning} and given.reference < ${`${beginning}~`}`;
    const cut = await readAttempts(reader, amount, begins);
    attempts.push(...cut.map((one) => ({ ...one, written: beginning, reason: 'cut' as const })));
  }
  return [...new Map(attempts.map((one) => [one.reference, one])).values()];
}

/** The only attempt that a memo can mean; null where there are several. */
export async function onlyNearAttempt(
  reader: Reader,
  payment: Pick<Tables['payments'], 'memo' | 'amount'>,
): Promise<NearAttempt | null> {
  const [only, ...others] = await nearAttempts(reader, payment);
  return others.length === 0 ? (only ?? null) : null;
}

/** Attempts whose reference was given out for this amount, has brought it, or asks for it now after other money. */
async function readAttempts(
  reader: Reader,
  amount: number,
  matches: RawBuilder<boolean>,
): Promise<Omit<NearAttempt, 'written' | 'reason'>[]> {
  const found: Omit<NearAttempt, 'written' | 'reason'>[] = [];
  for (const row of await readCandidates(reader, amount, matches)) {
    const { named: reference, given, hasBrought, isOpen, ...attempt } = row;
    const isKnown = given === amount || Boolean(hasBrought);
    if (!isKnown && (await askedAmounts(reader, attempt)).get(reference) !== amount) continue;
    const { id: attemptId, order_id: orderId } = attempt;
    found.push({ orderId, attemptId, reference, isOpen: Boolean(isOpen) });
  }
  return found;
}

/** Whether money of this amount has come under a reference. */
const hasBrought = (amount: number) => sql<boolean>`exists (
  select 1 from payment_names join payments on payments.id = payment_names.payment_id
  where payment_names.reference = given.reference and payments.amount = ${amount})`;

/** Whether an order has short money, so that its attempts may ask for less. */
const isOrderShort = sql<boolean>`exists (
  select 1 from payment_attempts as other join payments on payments.payment_attempt_id = other.id
  where other.order_id = payment_attempts.order_id and payments.unapplied_reason = 'underpaid')`;

async function readCandidates(reader: Reader, amount: number, matches: RawBuilder<boolean>) {
  return await reader
    .selectFrom(givenReferences(reader).as('given'))
    .innerJoin('payment_attempts', 'payment_attempts.id', 'given.attemptId')
    .selectAll('payment_attempts')
    .select(['given.reference as named', 'given.amount as given'])
    .select((select) => [
      hasBrought(amount).as('hasBrought'),
      select
        .exists(
          select
            .selectFrom('payment_attempt_lines')
            .innerJoin('order_lines', 'order_lines.id', 'payment_attempt_lines.order_line_id')
            .select('order_lines.id')
            .whereRef('payment_attempt_lines.payment_attempt_id', '=', 'payment_attempts.id')
            .where('order_lines.state', '=', 'awaiting_payment'),
        )
        .as('isOpen'),
    ])
    .where(matches)
    .where((where) =>
      where.or([where('given.amount', '=', amount), hasBrought(amount), isOrderShort]),
    )
    .where('method', 'in', ['bank_transfer', 'payos'])
    .limit(MOST)
    .execute();
}
