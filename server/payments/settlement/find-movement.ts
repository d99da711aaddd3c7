import { sql } from 'kysely';
import type { Reader } from '../../database/db.ts';
import { inList } from '../../database/in-list.ts';
import { prepared } from '../../database/prepared.ts';
import type { Tables } from '../../database/tables.ts';
import { HOUR_MS } from '../../foundation/durations.ts';
import type { PaymentEvidence } from '../core/payment-evidence.ts';
import { nearlyNamed } from './near-attempts.ts';
import {
  bankKey,
  decideMovement,
  MOVEMENT_REPORTERS,
  type MovementCandidate,
  type MovementDecision,
  type MovementReport,
} from './same-movement.ts';

const TWO_DAYS_MS = 48 * HOUR_MS;

/** The most payments of one amount considered; the nearest in time. */
const MOST = 20;

/** Whether a report is about a recorded movement, by any reporter. */
export async function findMovement(
  reader: Reader,
  evidence: PaymentEvidence,
  names: readonly string[],
  receivedAt: number,
): Promise<MovementDecision> {
  if (!MOVEMENT_REPORTERS.includes(evidence.gateway)) return { kind: 'another', displaced: [] };
  const report: MovementReport = {
    gateway: evidence.gateway,
    amount: evidence.amount,
    bankKey: bankKey(evidence.bankReference),
    names,
    accounts: evidence.accounts ?? [],
    memo: evidence.memo,
    receivedAt,
  };
  const nearNames =
    names.length > 0 ? [] : (await nearlyNamed(reader, evidence)).map(({ reference }) => reference);
  const candidates = await readCandidates(reader, report, nearNames);
  return decideMovement(report, candidates, nearNames);
}

/** Accounts or names in the database's notation: separated by blanks, none containing one. */
export function wordsIn(text: string): string[] {
  return text.split(' ').filter(Boolean);
}

async function readCandidates(
  reader: Reader,
  report: MovementReport,
  nearNames: readonly string[],
): Promise<MovementCandidate[]> {
  const ids = new Set<string>();
  const add = (rows: readonly { id: string }[]) => {
    for (const { id } of rows) ids.add(id);
  };
  if (report.bankKey !== null) add(await withBankKey(reader, report.bankKey));
  const { amount, receivedAt } = report;
  add(await naming(reader, { references: [...report.names, ...nearNames], amount }));
  const [from, until] = [receivedAt - TWO_DAYS_MS, receivedAt + TWO_DAYS_MS];
  add(await unmatchedOf(reader, { amount, from, until }));
  // A report that names its attempt is not another's money merely because of the time.
  if (report.names.length === 0) add(await atTheSameTime(reader, report));
  return await readMovements(reader, [...ids], receivedAt);
}

/** Payments as movements, those nearest to an instant first, then the oldest; parts of a split payment are left out. */
export async function readMovements(
  reader: Reader,
  paymentIds: readonly string[],
  near: number,
): Promise<MovementCandidate[]> {
  if (paymentIds.length === 0) return [];
  const payments = await reader
    .selectFrom('payments')
    .select(['id', 'gateway', 'amount', 'bank_key', 'accounts', 'memo', 'received_at'])
    .where(inList('id', paymentIds))
    .where('gateway', 'in', [...MOVEMENT_REPORTERS])
    .where('split_of', 'is', null)
    .orderBy('id')
    .execute();
  const ids = payments.map(({ id }) => id);
  const names = await reader
    .selectFrom('payment_names')
    .selectAll()
    .where(inList('payment_id', ids))
    .execute();
  const joined = await reader
    .selectFrom('payment_reports')
    .selectAll()
    .where(inList('payment_id', ids))
    .orderBy('id')
    .execute();
  return payments
    .toSorted((a, b) => Math.abs(a.received_at - near) - Math.abs(b.received_at - near))
    .map((payment) => ({
      paymentId: payment.id,
      own: {
        ...toReport(payment),
        names: names.filter((row) => row.payment_id === payment.id).map((row) => row.reference),
      },
      joined: joined
        .filter((row) => row.payment_id === payment.id)
        .map((row) => ({
          ...toReport(row),
          names: wordsIn(row.names),
          id: row.id,
          because: row.because,
        })),
    }));
}

function toReport(
  row: Pick<
    Tables['payments'],
    'gateway' | 'amount' | 'bank_key' | 'accounts' | 'memo' | 'received_at'
  >,
): Omit<MovementReport, 'names'> {
  return {
    gateway: row.gateway,
    amount: row.amount,
    bankKey: row.bank_key,
    accounts: wordsIn(row.accounts),
    memo: row.memo,
    receivedAt: row.received_at,
  };
}

async function withBankKey(reader: Reader, key: string) {
  const own = await reader
    .selectFrom('payments')
    .select('id')
    .where('bank_key', '=', key)
    .orderBy('id', 'desc')
    .limit(MOST)
    .execute();
  const joined = await reader
    .selectFrom('payment_reports')
    .select('payment_id as id')
    .where('bank_key', '=', key)
    .orderBy('payment_reports.id', 'desc')
    .limit(MOST)
    .execute();
  return [...own, ...joined];
}

const naming = prepared(
  (reader, { references, amount }: { references: readonly string[]; amount: number }) =>
    reader
      .selectFrom('payment_names')
      .innerJoin('payments', 'payments.id', 'payment_names.payment_id')
      .select('payments.id')
      .where(inList('payment_names.reference', references))
      .where('payments.amount', '=', amount),
);

const unmatchedOf = prepared(
  (reader, { amount, from, until }: { amount: number; from: number; until: number }) =>
    reader
      .selectFrom('payments')
      .select('id')
      // A literal, so that the index applies.
      .where('unapplied_reason', '=', sql.lit('unmatched'))
      .where('amount', '=', amount)
      .where('received_at', '>=', from)
      .where('received_at', '<=', until)
      .orderBy('received_at', 'desc')
      .limit(5 * MOST),
);

async function atTheSameTime(reader: Reader, { amount, receivedAt, gateway }: MovementReport) {
  return await reader
    .selectFrom('payments')
    .select('id')
    .where('amount', '=', amount)
    .where('received_at', '>=', receivedAt - HOUR_MS)
    .where('received_at', '<=', receivedAt + HOUR_MS)
    .where('gateway', '<>', gateway)
    .orderBy('received_at', 'desc')
    .limit(MOST)
    .execute();
}
