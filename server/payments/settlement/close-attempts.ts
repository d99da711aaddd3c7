import { alsoHas } from '../../database/also-has.ts';
import type { Tx } from '../../database/db.ts';
import { inList } from '../../database/in-list.ts';
import { sumOfOpenLines } from '../../orders/core/open-lines.ts';
import { fitParts } from '../core/payment-parts.ts';

/** Ends the open attempts of an order that cover one of these lines. */
export async function endAttempts(
  tx: Tx,
  orderId: string,
  lineIds: readonly string[],
  state: 'cancelled' | 'expired',
): Promise<void> {
  await openAttempts(tx, orderId, lineIds).set({ state }).execute();
}

/**
 * The price of these lines has changed. A transfer goes on under the same memos, for the new amount; an attempt at a
 * gateway is for the old one, and ends. Money that comes for it all the same is an underpayment, and waits for the
 * rest.
 */
export async function repriceAttempts(
  tx: Tx,
  orderId: string,
  lineIds: readonly string[],
): Promise<void> {
  if (lineIds.length === 0) return;
  const transfers = await openAttempts(tx, orderId, lineIds)
    .where('method', '=', 'bank_transfer')
    .set((set) => ({ amount: sumOfOpenLines(set).$castTo<number>() }))
    .returning(['id', 'amount'])
    .execute();
  for (const transfer of transfers) await fitParts(tx, transfer);
  await openAttempts(tx, orderId, lineIds)
    .where('method', '<>', 'bank_transfer')
    .set({ state: 'cancelled' })
    .execute();
}

function openAttempts(tx: Tx, orderId: string, lineIds: readonly string[]) {
  return tx
    .updateTable('payment_attempts')
    .where('order_id', '=', orderId)
    .where(alsoHas('state', 'open'))
    .where('id', 'in', (covering) =>
      covering
        .selectFrom('payment_attempt_lines')
        .select('payment_attempt_id')
        .where(inList('order_line_id', lineIds)),
    );
}
