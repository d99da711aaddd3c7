import type { PayerKind } from '../../shared/schemas/common.ts';
import type { ChangedPayers } from '../../shared/schemas/unpaid.ts';
import { announce } from '../announce/facts/announce.ts';
import type { Actor, Context } from '../context/context.ts';
import { inTransaction } from '../context/in-transaction.ts';
import { inList } from '../database/in-list.ts';
import { raiseVersions } from '../orders/core/raise-versions.ts';
import { readNamedLines } from './read-named-lines.ts';
import { readOrders } from './read-orders.ts';

/**
 * Changes the payer of these lines. Links that were given out stay valid: their holders may still pay.
 *
 * @throws DomainError NOT_FOUND when one of them is no line of the firm
 */
export async function changePayers(
  context: Context,
  actor: Actor,
  { lineIds, payer }: { lineIds: readonly string[]; payer: PayerKind },
): Promise<ChangedPayers> {
  return await inTransaction(context, async (work) => {
    const { tx } = work;
    const lines = await readNamedLines(tx, actor, lineIds);
    const changing = lines.filter(
      (line) => line.state === 'awaiting_payment' && line.payer !== payer,
    );
    const changed = changing.map((line) => line.id);
    const byOrder = Map.groupBy(changing, (line) => line.orderId);
    const orders = await readOrders(tx, actor, [...byOrder.keys()]);
    await tx.updateTable('order_lines').set({ payer }).where(inList('id', changed)).execute();
    await raiseVersions(tx, [...byOrder.keys()]);
    for (const order of orders) {
      const own = (byOrder.get(order.id) ?? []).map((line) => line.id);
      await announce(work, { kind: 'payer_changed', by: actor, order, payer, lineIds: own });
    }
    const isChanged = new Set(changed);
    return {
      changed,
      skipped: lines
        .filter((line) => !isChanged.has(line.id))
        .map(({ id: lineId, state }) => ({
          lineId,
          reason: state === 'awaiting_payment' ? 'unchanged' : 'not_payable',
        })),
    };
  });
}
