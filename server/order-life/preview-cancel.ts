import { sumDong } from '../../shared/money.ts';
import type { Cancellation } from '../../shared/schemas/order.ts';
import type { Context } from '../context/context.ts';
import type { Firm } from '../foundation/firm.ts';
import { readCancellable } from '../orders/core/cancellable-lines.ts';
import { findOrder } from '../orders/core/find-order.ts';
import { repricingOf } from '../quoting/pricing/reprice-order.ts';

/**
 * The other effects of cancelling these lines, or all unpaid ones: new prices of the remaining lines.
 *
 * @throws DomainError NOT_FOUND or ORDER_NOT_CANCELLABLE, as cancelling does
 */
export async function previewCancel(
  context: Context,
  firm: Firm,
  input: { orderId: string; lineIds?: readonly string[] | undefined },
): Promise<Cancellation> {
  const { db } = context;
  const order = await findOrder(db, firm, input.orderId);
  const { unpaid, named } = await readCancellable(db, input);
  const repricing = await repricingOf(db, order, new Set(named.map((line) => line.id)));
  return {
    dueBefore: sumDong(unpaid.map((line) => line.total)),
    due: repricing.due,
    lineCount: named.length,
    amount: sumDong(named.map((line) => line.total)),
    discountRateBefore: order.discount_rate,
    discountRate: repricing.discountRate,
    lines: repricing.lines.map(({ id, before, priced }) => ({
      lineId: id,
      total: before.total,
      newTotal: priced.price.total,
    })),
    volumeOwed: repricing.owed,
  };
}
