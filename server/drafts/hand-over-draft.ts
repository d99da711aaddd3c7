import { audit } from '../announce/audit.ts';
import type { Actor, Context } from '../context/context.ts';
import { inTransaction } from '../context/in-transaction.ts';
import { DomainError } from '../foundation/domain-error.ts';
import { isColleague } from './colleagues.ts';
import { checkRoom } from './save-draft.ts';

/**
 * Gives a draft to a colleague of the firm, who alone has it then.
 *
 * @throws DomainError NOT_FOUND, also for another person's draft or another firm's accountant; TOO_MANY_DRAFTS of the
 *   colleague's
 */
export async function handOverDraft(
  context: Context,
  actor: Actor,
  { draftId, accountantId }: { draftId: string; accountantId: string },
): Promise<void> {
  const { portalId, firmId } = actor;
  await inTransaction(context, async (work) => {
    const { tx } = work;
    if (!(await isColleague(work, actor, accountantId))) throw new DomainError('NOT_FOUND');
    await checkRoom(tx, { portalId, firmId, accountantId });
    const { numUpdatedRows } = await tx
      .updateTable('order_drafts')
      .set((set) => ({
        accountant_id: accountantId,
        handed_by_name: actor.name,
        version: set('version', '+', 1),
      }))
      .where('portal_id', '=', portalId)
      .where('firm_id', '=', firmId)
      .where('accountant_id', '=', actor.accountantId)
      .where('id', '=', draftId)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) throw new DomainError('NOT_FOUND');
    await audit(work, {
      portalId,
      firmId,
      actor: actor.accountantId,
      action: 'draft.handed_over',
      subjectId: draftId,
      details: { to: accountantId },
    });
  });
}
