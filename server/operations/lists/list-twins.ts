import { type RawBuilder, sql } from 'kysely';
import { byEngine } from '../../database/by-engine.ts';
import type { Reader } from '../../database/db.ts';
import { inList } from '../../database/in-list.ts';
import type { Tables } from '../../database/tables.ts';
import { HOUR_MS } from '../../foundation/durations.ts';
import { readMovements } from '../../payments/settlement/find-movement.ts';
import { nearlyNamed } from '../../payments/settlement/near-attempts.ts';
import {
  type DuplicateHint,
  duplicateHints,
  hintStrength,
  MOVEMENT_REPORTERS,
} from '../../payments/settlement/same-movement.ts';
import { readPayments } from './read-payments.ts';

type Payment = Tables['payments'];

/** Another payment that may be the same movement, with the reason. */
export interface Twin {
  payment: Payment;
  /** The orders of that payment. */
  orderNumber: string | null;
  hints: DuplicateHint[];
}

const REPORTERS = MOVEMENT_REPORTERS.map((name) => sql.lit(name));

/** The most pairs considered. */
const MOST_PAIRS = 1_000;

/** Whether payments of another reporter are of the amount of `own`, and of its hour. */
function inTheHour(table: string): RawBuilder<boolean> {
  const column = (name: string) => sql.ref(`${table}.${name}`);
  return sql`${column('amount')} = own.amount and ${column('gateway')} = reporters.column1
    and ${column('received_at')} between own.received_at - ${sql.lit(HOUR_MS)} and own.received_at + ${sql.lit(HOUR_MS)}`;
}

/**
 * By its limit, PostgreSQL looks for each payment in the index; it takes an hour to have many payments of a common amount,
 * and would rather read them all.
 */
const SAME_AMOUNT = byEngine({
  sqlite: sql`join payments as other on ${inTheHour('other')}`,
  postgresql: sql`cross join lateral
    (select id from payments where ${inTheHour('payments')} limit ${sql.lit(MOST_PAIRS)}) as other`,
});

/**
 * For each payment that waits for a person, the likeliest other report of the same movement; for a possible duplicate,
 * the payment it may duplicate.
 */
export async function listTwins(
  reader: Reader,
  payments: readonly Payment[],
): Promise<Map<string, Twin>> {
  const flagged = payments.flatMap(({ id, possible_duplicate_of: of }) => (of ? [{ id, of }] : []));
  const free = payments.filter(({ possible_duplicate_of: of }) => of === null);
  const pairs = [...flagged, ...(await likelyPairs(reader, free))];
  if (pairs.length === 0) return new Map();
  const ids = [...new Set(pairs.flatMap(({ id, of }) => [id, of]))];
  const movements = new Map(
    (await readMovements(reader, ids, 0)).map((movement) => [movement.paymentId, movement]),
  );
  const others = await readOthers(reader, [...new Set(pairs.map(({ of }) => of))]);
  const twins = new Map<string, Twin>();
  const nearNames = new Map<string, string[]>();
  const paired = new Set(pairs.map(({ id }) => id));
  for (const payment of payments.filter(({ id }) => paired.has(id))) {
    const near = movements.get(payment.id)?.own.names.length
      ? []
      : await nearlyNamed(reader, payment);
    nearNames.set(
      payment.id,
      near.map(({ reference }) => reference),
    );
  }
  for (const { id, of } of pairs) {
    const [own, other] = [movements.get(id), movements.get(of)];
    const row = others.get(of);
    if (own === undefined || other === undefined || row === undefined) continue;
    const hints = duplicateHints(own.own, other, nearNames.get(id));
    const isFlagged = flagged.some((pair) => pair.id === id);
    if (hints.length === 0 && !isFlagged) continue;
    const known = twins.get(id);
    if (known && hintStrength(known.hints) >= hintStrength(hints)) continue;
    twins.set(id, { ...row, hints });
  }
  return twins;
}

async function likelyPairs(reader: Reader, payments: readonly Payment[]) {
  if (payments.length === 0) return [];
  const { rows } = await pairsOf(payments.map(({ id }) => id)).execute(reader);
  return rows;
}

/** Pairs of one of these payments and another that may be the same movement. */
export function pairsOf(ids: readonly string[]): RawBuilder<{ id: string; of: string }> {
  return sql`
    with own as (
      select * from payments where ${inList('id', ids)}
        and gateway in (${sql.join(REPORTERS)}) and split_of is null
    )
    select own.id, other.id as "of" from own
      join payments as other on other.bank_key = own.bank_key and other.id <> own.id
    union
    select own.id, other.id from own
      join payment_names as named on named.payment_id = own.id
      join payment_names as same on same.reference = named.reference and same.payment_id <> own.id
      join payments as other on other.id = same.payment_id and other.amount = own.amount
    union
    select own.id, other.id from own
      join (values ${sql.join(REPORTERS.map((name) => sql`(${name})`))}) as reporters on reporters.column1 <> own.gateway
      ${SAME_AMOUNT}
    limit ${MOST_PAIRS}`;
}

async function readOthers(reader: Reader, ids: readonly string[]) {
  const rows = await readPayments(reader, ids);
  return new Map(
    rows.map(({ orderNumber, ...payment }) => [payment.id, { payment, orderNumber }] as const),
  );
}

/** A report that was joined to a payment, and that a person may want to check. */
export type DoubtfulReport = Awaited<ReturnType<typeof listDoubtfulReports>>[number];

/**
 * Reports joined within the last week by the attempt alone, although their times differ; and those that a person has
 * joined.
 */
export async function listDoubtfulReports(reader: Reader, ids: readonly string[]) {
  return await reader
    .selectFrom('payment_reports as reports')
    .innerJoin('payments', 'payments.id', 'reports.payment_id')
    .leftJoin('payment_attempts', 'payment_attempts.id', 'payments.payment_attempt_id')
    .leftJoin('orders', 'orders.id', 'payment_attempts.order_id')
    .selectAll('reports')
    .select([
      'orders.number as orderNumber',
      'payments.gateway as firstGateway',
      'payments.gateway_transaction_id as firstTransaction',
      'payments.bank_reference as firstReference',
      'payments.accounts as firstAccounts',
      'payments.amount as firstAmount',
      'payments.memo as firstMemo',
      'payments.received_at as firstReceivedAt',
    ])
    .where(inList('reports.id', ids))
    .execute();
}
