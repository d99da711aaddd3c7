import { type Dong, sumDong } from '../../../shared/money.ts';
import type { Totals } from '../../../shared/schemas/quote.ts';
import type { Reader, Tx } from '../../database/db.ts';
import { discountsColumn, takenColumn } from '../../database/json-column.ts';
import type { Tables } from '../../database/tables.ts';
import { updateRows } from '../../database/update-rows.ts';
import {
  type OrderedPrice,
  priceAgain,
  readOrderTerms,
  readPrices,
  takenOf,
  volumeRateOf,
} from './order-terms.ts';
import { discountsOf, type PricedLine, totalsOf } from './pricing.ts';
import { volumeBalanceOf } from './volume-balance.ts';

/** The effect of closing some lines on an order's other lines. */
export interface Repricing {
  /** In basis points. */
  discountRate: number;
  /** Unpaid lines that get dearer. */
  lines: { id: string; before: Totals; priced: PricedLine }[];
  /** The remaining total to pay. */
  due: Dong;
  /** The amount that the firm's next volume discounts have to make good: paid lines had the price of a larger order. */
  owed: Dong;
}

/**
 * Prices an order's unpaid lines as if these lines were closed, by the volume tier that is still reached; paid lines
 * keep their price, and count. Changes nothing.
 */
export async function repricingOf(
  reader: Reader,
  order: Tables['orders'],
  closing: ReadonlySet<string>,
): Promise<Repricing> {
  const lines = await readPrices(reader, order.id);
  const terms = await readOrderTerms(reader, order);
  const live = lines.filter((line) => line.state !== 'cancelled' && !closing.has(line.id));
  const unpaid = live.filter((line) => line.state === 'awaiting_payment');
  const reached = volumeRateOf(terms, live.length);
  const discountRate = Math.min(order.discount_rate, reached);
  const priced = discountRate < order.discount_rate ? priceAgain(live, terms) : [];
  const changed = live.flatMap((line, at) => {
    const again = priced[at];
    if (line.state !== 'awaiting_payment' || again === undefined) return [];
    return again.price.total > line.total
      ? [{ id: line.id, before: totalsIn(line), priced: again }]
      : [];
  });
  const rise = changed.map(({ before, priced }) => priced.price.total - before.total);
  return {
    discountRate,
    lines: changed,
    due: sumDong(unpaid.map((line) => line.total)) + sumDong(rise),
    owed: Math.max(0, volumeBalanceOf(live, terms)),
  };
}

/** Stores the new prices: on the lines, and in the order's totals and discounts. */
export async function repriceOrder(
  tx: Tx,
  order: Tables['orders'],
  { discountRate, lines }: Repricing,
): Promise<void> {
  if (lines.length === 0) return;
  await updateRows(
    tx,
    'order_lines',
    lines.map(({ id, priced: { price, taken } }) => {
      const { discount, net, vat, total } = price;
      return { id, discount, net, vat, total, taken: takenColumn.encode(taken) };
    }),
  );
  const terms = await readOrderTerms(tx, order);
  const all = await readPrices(tx, order.id);
  const taken = all.map((line) => ({ taken: takenOf(line, terms) }));
  const discounts = discountsOf(taken, terms.rules);
  await tx
    .updateTable('orders')
    .set({
      ...totalsOf(all),
      discount_rate: discountRate,
      discounts: discountsColumn.encode(
        discounts.map(({ kind, code, amount }) => ({ kind, code, amount })),
      ),
    })
    .where('id', '=', order.id)
    .execute();
}

function totalsIn({ list, discount, net, vat, total }: OrderedPrice): Totals {
  return { list, discount, net, vat, total };
}
