import type { Tx } from '../database/db.ts';
import { prepared } from '../database/prepared.ts';
import type { Firm } from '../foundation/firm.ts';

interface Ordered extends Firm {
  requestId: string;
}

const deleteOrdered = prepared((db, { portalId, firmId, requestId }: Ordered) =>
  db
    .deleteFrom('order_drafts')
    .where('portal_id', '=', portalId)
    .where('firm_id', '=', firmId)
    .where('id', '=', requestId),
);

/** Ends the draft of a placed order, whoever of the firm has it. */
export async function endDraft(tx: Tx, ordered: Ordered): Promise<void> {
  await deleteOrdered(tx, ordered);
}
