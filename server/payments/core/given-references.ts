import { randomBytes } from 'node:crypto';
import type { Reader, Tx } from '../../database/db.ts';
import { inList } from '../../database/in-list.ts';
import { prepared } from '../../database/prepared.ts';
import type { Tables } from '../../database/tables.ts';
import { makePaymentReference } from './payment-reference.ts';

/** Every reference that was given out, with the amount it asks for: of attempts, and of the parts of their transfers. */
export function givenReferences(reader: Reader) {
  return reader
    .selectFrom('payment_attempts')
    .select(['id as attemptId', 'reference', 'amount'])
    .unionAll(
      reader
        .selectFrom('payment_attempt_parts')
        .select(['payment_attempt_id as attemptId', 'reference', 'amount']),
    );
}

/** An attempt, and the reference that names it: its own, or that of a part. */
export interface NamedAttempt {
  reference: string;
  attempt: Tables['payment_attempts'];
}

/** The attempts named by a report: references that were given out. */
export async function namedAttempts(
  reader: Reader,
  references: readonly string[],
): Promise<NamedAttempt[]> {
  if (references.length === 0) return [];
  const rows = await readNamed(reader, { references });
  return rows.map(({ named, ...attempt }) => ({ reference: named, attempt }));
}

const readNamed = prepared((reader, { references }: { references: readonly string[] }) =>
  reader
    .selectFrom('payment_attempts')
    .selectAll()
    .select('reference as named')
    .where(inList('reference', references))
    .unionAll(
      reader
        .selectFrom('payment_attempt_parts')
        .innerJoin('payment_attempts', 'payment_attempts.id', 'payment_attempt_id')
        .selectAll('payment_attempts')
        .select('payment_attempt_parts.reference as named')
        .where(inList('payment_attempt_parts.reference', references)),
    )
    .orderBy('id')
    .orderBy('named'),
);

/**
 * A new reference, without characters that can be mistaken. Two tables hold references: if two were given out at once
 * and alike, money would name two attempts, and wait for a person.
 */
export async function freeReference(tx: Tx): Promise<string> {
  for (;;) {
    const reference = makePaymentReference(randomBytes(6));
    if (reference === null) continue;
    if ((await namedAttempts(tx, [reference])).length === 0) return reference;
  }
}
