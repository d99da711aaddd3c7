import { procedure, router } from '../trpc.ts';
import { listPlans } from './plans.ts';

export const catalogRouter = router({
  plans: procedure.query(({ ctx }) => listPlans(ctx.context, ctx.actor)),
});
