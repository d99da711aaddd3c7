import { listPlans } from '../directory/catalog/plans.ts';
import { procedure, router } from '../http/trpc.ts';

export const catalogRouter = router({
  plans: procedure.query(({ ctx }) => listPlans(ctx.context, ctx.actor)),
});
