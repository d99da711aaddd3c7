import { draftIdSchema, handOverDraftSchema, saveDraftSchema } from '../../shared/schemas/draft.ts';
import { listColleagues } from '../drafts/colleagues.ts';
import { deleteDraft } from '../drafts/delete-draft.ts';
import { handOverDraft } from '../drafts/hand-over-draft.ts';
import { listDrafts } from '../drafts/list-drafts.ts';
import { readDraft } from '../drafts/read-draft.ts';
import { saveDraft } from '../drafts/save-draft.ts';
import { bulkProcedure, procedure, router } from '../http/trpc.ts';

/** A person's orders that are still being typed. */
export const draftsRouter = router({
  list: procedure.query(({ ctx }) => listDrafts(ctx.context, ctx.actor)),
  get: bulkProcedure
    .input(draftIdSchema)
    .query(({ ctx, input }) => readDraft(ctx.context, ctx.actor, input.draftId)),
  save: bulkProcedure
    .input(saveDraftSchema)
    .mutation(({ ctx, input }) => saveDraft(ctx.context, ctx.actor, input)),
  colleagues: procedure.query(({ ctx }) => listColleagues(ctx.context, ctx.actor)),
  handOver: procedure
    .input(handOverDraftSchema)
    .mutation(({ ctx, input }) => handOverDraft(ctx.context, ctx.actor, input)),
  delete: procedure
    .input(draftIdSchema)
    .mutation(({ ctx, input }) => deleteDraft(ctx.context, ctx.actor, input.draftId)),
});
