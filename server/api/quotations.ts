import {
  listQuotationsSchema,
  quotationIdSchema,
  saveQuotationSchema,
} from '../../shared/schemas/quotation.ts';
import { bulkProcedure, procedure, router } from '../http/trpc.ts';
import { listQuotations, readQuotation } from '../quoting/quotations/read-quotations.ts';
import { saveQuotation } from '../quoting/quotations/save-quotation.ts';

export const quotationsRouter = router({
  save: bulkProcedure
    .input(saveQuotationSchema)
    .mutation(({ ctx, input }) => saveQuotation(ctx.context, ctx.actor, input)),
  list: procedure
    .input(listQuotationsSchema)
    .query(({ ctx, input }) => listQuotations(ctx.context, ctx.actor, input)),
  get: bulkProcedure
    .input(quotationIdSchema)
    .query(({ ctx, input }) => readQuotation(ctx.context, ctx.actor, input.quotationId)),
});
