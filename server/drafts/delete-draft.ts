import { audit } from '../announce/audit.ts';
import type { Actor, Context } from '../context/context.ts';
import { inTransaction } from '../context/in-transaction.ts';

/** Deletes one of the person's drafts; one that is gone already stays gone. */
export async function deleteDraft(context: Context, actor: Actor, draftId: string): Promise<void> {
  const { portalId, firmId, accountantId } = actor;
  await inTransaction(context, async (work) => {
    const { numDeletedRows } = await work.tx
      .deleteFrom('order_drafts')
      .where('portal_id', '=', portalId)
      .where('firm_id', '=', firmId)
      .where('accountant_id', '=', accountantId)
      .where('id', '=', draftId)
      .executeTakeFirst();
    if (numDeletedRows === 0n) return;
    const entry = { action: 'draft.deleted', subjectId: draftId };
    await audit(work, { portalId, firmId, actor: accountantId, ...entry });
  });
}
