import { type RawBuilder, sql } from 'kysely';
import type { Reader } from '../../database/db.ts';
import { inList } from '../../database/in-list.ts';
import type { Tables } from '../../database/tables.ts';
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
 * The attempts of exactly this amount whose reference is one edit away from the memo, or begins as the memo ends; paid
 * ones too. None where the memo names one correctly.
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

async function readAttempts(
  reader: Reader,
  amount: number,
  matches: RawBuilder<boolean>,
): Promise<Omit<NearAttempt, 'written' | 'reason'>[]> {
  const rows = await reader
    .selectFrom(givenReferences(reader).as('given'))
    .innerJoin('payment_attempts', 'payment_attempts.id', 'given.attemptId')
    .select(['order_id as orderId', 'payment_attempts.id as attemptId', 'given.reference'])
    .select((select) =>
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
    )
    .where(matches)
    .where('given.amount', '=', amount)
    .where('method', 'in', ['bank_transfer', 'payos'])
    .limit(MOST)
    .execute();
  return rows.map(({ isOpen, ...row }) => ({ ...row, isOpen: Boolean(isOpen) }));
}
