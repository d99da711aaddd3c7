import type { Reader, Tx } from '../../database/db.ts';
import { inList } from '../../database/in-list.ts';
import { forgetShared } from '../../database/shared-reads.ts';
import { DomainError } from '../../foundation/domain-error.ts';

/**
 * Uses codes for an order, in the transaction that places it: the guarded count decides who gets the last use, however
 * many order at once.
 *
 * @throws DomainError CODE_REJECTED when one has no use left
 */
export async function takeCodes(
  tx: Tx,
  orderId: string,
  codeIds: readonly string[],
): Promise<void> {
  for (const codeId of codeIds) {
    if (!(await takeUse(tx, codeId))) {
      throw new DomainError('CODE_REJECTED', { codeProblem: 'CODE_USED_UP' });
    }
    await tx
      .insertInto('code_redemptions')
      .values({ code_id: codeId, order_id: orderId, released_at: null })
      .execute();
  }
}

/** Gives back the uses of an order when all of it is cancelled; safe to call again. */
export async function releaseCodes(tx: Tx, orderId: string, now: number): Promise<void> {
  const released = await tx
    .updateTable('code_redemptions')
    .set({ released_at: now })
    .where('order_id', '=', orderId)
    .where('released_at', 'is', null)
    .returning('code_id')
    .execute();
  for (const { code_id: codeId } of released) {
    await tx
      .updateTable('discount_codes')
      .set((set) => ({ used: set('used', '-', 1) }))
      .where('id', '=', codeId)
      .execute();
  }
}

/**
 * Uses codes again for an order that late money revives, in the transaction that has found them free.
 *
 * @throws Error when one is not free, which rolls the transaction back
 */
export async function retakeCodes(tx: Tx, orderId: string): Promise<void> {
  const retaken = await tx
    .updateTable('code_redemptions')
    .set({ released_at: null })
    .where('order_id', '=', orderId)
    .where('released_at', 'is not', null)
    .returning('code_id')
    .execute();
  for (const { code_id: codeId } of retaken) {
    if (!(await takeUse(tx, codeId))) throw new Error(`The code ${codeId} has no use left`);
  }
}

/** Whether one of these codes has no use left. */
export async function isUsedUp(reader: Reader, codeIds: readonly string[]): Promise<boolean> {
  const usedUp = await reader
    .selectFrom('discount_codes')
    .select('id')
    .where(inList('id', codeIds))
    .whereRef('used', '>=', 'max_uses')
    .executeTakeFirst();
  return usedUp !== undefined;
}

async function takeUse(tx: Tx, codeId: string): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('discount_codes')
    .set((set) => ({ used: set('used', '+', 1) }))
    .where('id', '=', codeId)
    .where((where) =>
      where.or([where('max_uses', 'is', null), where('used', '<', where.ref('max_uses'))]),
    )
    .executeTakeFirstOrThrow();
  forgetShared(tx);
  return Number(numUpdatedRows) === 1;
}
