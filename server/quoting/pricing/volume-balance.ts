import { sql } from 'kysely';
import { type Dong, sumDong } from '../../../shared/money.ts';
import type { Reader, Tx } from '../../database/db.ts';
import type { Tables } from '../../database/tables.ts';
import type { Firm } from '../../foundation/firm.ts';
import {
  type OrderedPrice,
  type OrderTerms,
  priceAgain,
  readOrderTerms,
  readPrices,
} from './order-terms.ts';

/**
 * Volume discount that an order's paid lines got in excess: they had the price of an order of more lines than were left
 * in the end. Below 0: earlier excess of the firm was made good. Net, in dong.
 *
 * @param live paid and unpaid lines
 */
export function volumeBalanceOf(live: readonly OrderedPrice[], terms: OrderTerms): Dong {
  if (!terms.rules.some(({ kind }) => kind === 'volume')) return 0;
  const rules = terms.rules.map(({ less: _, ...rule }) => rule);
  const honest = priceAgain(live, { ...terms, rules });
  const isPaid = (at: number) => live[at]?.state === 'paid';
  const paid = live.filter((line) => line.state === 'paid');
  const ought = sumDong(honest.map(({ price }, at) => (isPaid(at) ? price.net : 0)));
  const balance = ought - sumDong(paid.map((line) => line.net));
  // The remainder of a split falls differently over other lines.
  return Math.abs(balance) <= paid.length ? 0 : balance;
}

/** Stores an order's balance, after lines of it were closed or paid. */
export async function noteVolumeBalance(tx: Tx, order: Tables['orders']): Promise<void> {
  const terms = await readOrderTerms(tx, order);
  const volume = terms.rules.find(({ kind }) => kind === 'volume');
  if (volume === undefined) return;
  // All lines have the price of the order's size until one is closed; after that, late money may have paid for it.
  const isRepriced = order.discount_rate < (volume.value ?? 0);
  const isEven = volume.less === undefined && order.volume_balance === 0;
  if (isEven && !isRepriced && !(await hasClosedLines(tx, order.id))) return;
  const lines = await readPrices(tx, order.id);
  const live = lines.filter((line) => line.state !== 'cancelled');
  await tx
    .updateTable('orders')
    .set({ volume_balance: volumeBalanceOf(live, terms) })
    .where('id', '=', order.id)
    .execute();
}

async function hasClosedLines(tx: Tx, orderId: string): Promise<boolean> {
  const closed = await tx
    .selectFrom('order_lines')
    .select('id')
    .where('order_id', '=', orderId)
    .where('state', '=', 'cancelled')
    .limit(1)
    .executeTakeFirst();
  return closed !== undefined;
}

/** A firm's excess of volume discount that is not made good: its next volume discount is less by this. */
export async function readVolumeOwed(reader: Reader, firm: Firm): Promise<Dong> {
  const { balance } = await reader
    .selectFrom('orders')
    .select((select) => select.fn.sum<number>('volume_balance').as('balance'))
    .where('portal_id', '=', firm.portalId)
    .where('firm_id', '=', firm.firmId)
    // Worded as the partial index: a transaction plans it for any value.
    .where('volume_balance', '<>', sql.lit(0))
    .executeTakeFirstOrThrow();
  return Math.max(0, Number(balance ?? 0));
}
