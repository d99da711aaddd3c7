import type { DraftHead } from '../../shared/schemas/draft.ts';
import type { Actor } from '../context/context.ts';
import type { Tx } from '../database/db.ts';

/** A draft's head without quotations and orders of other firms, whose ids a draft never shows. */
export async function readableHead(tx: Tx, actor: Actor, head: DraftHead): Promise<DraftHead> {
  const { quotationId, reorders } = head;
  return {
    ...head,
    quotationId: await ownId(tx, actor, 'quotations', quotationId),
    reorders: await ownId(tx, actor, 'orders', reorders),
  };
}

async function ownId(
  tx: Tx,
  { portalId, firmId }: Actor,
  table: 'quotations' | 'orders',
  id: string | null,
): Promise<string | null> {
  if (id === null) return null;
  const row = await tx
    .selectFrom(table)
    .select('id')
    .where('portal_id', '=', portalId)
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row?.id ?? null;
}
