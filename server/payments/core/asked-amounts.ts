import { type Dong, sumDong } from '../../../shared/money.ts';
import type { Reader } from '../../database/db.ts';
import type { Tables } from '../../database/tables.ts';
import { readOpenLines } from '../../orders/core/open-lines.ts';
import { sumOfUnderpayments } from '../../orders/core/unapplied-money.ts';
import { partsToPay } from './payment-parts.ts';

type Attempt = Tables['payment_attempts'];

/**
 * The amount missing for an attempt's unpaid lines, after a short transfer.
 *
 * @param unapplied money that has come for them
 * @returns 0 where nothing has come, or all of it
 */
export async function restOf(reader: Reader, attempt: Attempt, unapplied: Dong): Promise<Dong> {
  if (unapplied === 0) return 0;
  const lines = await readOpenLines(reader, [attempt]);
  return Math.max(0, sumDong(lines.map(({ total }) => total)) - unapplied);
}

/** The amounts that a transfer asks for now, by reference: that of the whole, and those of its parts. */
export async function askedAmounts(reader: Reader, attempt: Attempt): Promise<Map<string, Dong>> {
  const rest = await restOf(reader, attempt, await sumOfUnderpayments(reader, attempt));
  const amount = rest > 0 ? rest : attempt.amount;
  const parts = await partsToPay(reader, attempt, amount);
  return new Map([
    [attempt.reference, amount],
    ...parts.map((part): [string, Dong] => [part.reference, part.amount]),
  ]);
}
