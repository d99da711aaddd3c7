import { listUnpaidSchema } from '../../shared/schemas/unpaid.ts';
import { bulkProcedure, router } from '../http/trpc.ts';
import { listUnpaid } from '../unpaid/list-unpaid.ts';

/** The firm's unpaid lines across its orders, and what is done to many of them. */
export const unpaidRouter = router({
  list: bulkProcedure
    .input(listUnpaidSchema)
    .query(({ ctx, input }) => listUnpaid(ctx.context, ctx.actor, input)),
});
