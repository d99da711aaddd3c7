import assert from 'node:assert/strict';
import { type DatabaseRows, readRows } from './database-rows.ts';
import { readLicenses, readPaidPeriods } from './licenses.ts';
import type { MoneySummary } from './money-model/summary.ts';
import type { PlayedFirm } from './played-firm.ts';

/** The database in the model's terms; every payment must add up by itself. */
export async function observe(firm: PlayedFirm): Promise<MoneySummary> {
  const { payments, refunds, allocations, lines, orders, claims, codes } = await readRows(firm);
  firm.doubted = payments.filter(({ doubt }) => doubt !== null);
  for (const { id, amount, unapplied, setAside } of payments) {
    const allocated = allocations.filter((row) => row.payment === id);
    const due = refunds.filter((row) => row.payment === id);
    assert.equal(amount, sum(allocated) + sum(due) + unapplied + setAside, 'a payment adds up');
  }
  assert.equal(codes.used, codes.live, 'a code’s uses are its live redemptions');
  const unapplied = (isWanted: (payment: DatabaseRows['payments'][number]) => boolean) =>
    payments.filter(isWanted).reduce((total, row) => total + row.unapplied, 0);
  const refunded = refunds.filter((row) => row.state === 'refunded');
  const licenses = await readLicenses(firm);
  const inOrder = firm.lineIds.map((id) => lines.find((line) => line.id === id));
  return {
    lines: inOrder.map((line) => line?.state ?? ''),
    promises: inOrder.map((line) => line?.promise ?? ''),
    expiries: licenses.map((license) => license?.expiry ?? ''),
    periods: await readPaidPeriods(firm),
    temporaryExpiries: licenses.map((license) => license?.temporaryExpiry ?? null),
    claims: claims.map(({ line, year }) => `${firm.lineIds.indexOf(line)} ${year}`).toSorted(),
    renewed: inOrder.flatMap((line, at) => Array.from({ length: line?.renewals ?? 0 }, () => at)),
    received: Object.fromEntries(
      payments.map((row): [string, number] => [row.transaction, row.amount]).toSorted(),
    ),
    totals: inOrder.map((line) => line?.total ?? 0),
    balances: firm.orders.map(({ id }) => orders.find((row) => row.id === id)?.balance ?? 0),
    allocated: firm.lineIds.map((id) => sum(allocations.filter((row) => row.line === id))),
    refundDue: sum(refunds) - sum(refunded),
    refunded: sum(refunded),
    underpaid: firm.attempts.map(({ id }) =>
      unapplied((row) => row.attempt === id && row.reason === 'underpaid'),
    ),
    unmatched: unapplied((row) => row.reason === 'unmatched'),
    setAside: payments.reduce((total, row) => total + row.setAside, 0),
    suspected: unapplied((row) => row.reason === 'suspected_fraud'),
    codeUses: codes.used,
  };
}

export function sum(rows: readonly { amount: number }[]): number {
  return rows.reduce((total, row) => total + row.amount, 0);
}
