import { procedure, router } from '../trpc.ts';
import { whoAmI } from './who-am-i.ts';

export const sessionRouter = router({
  whoAmI: procedure.query(({ ctx }) => whoAmI(ctx.context, ctx.actor)),
});
