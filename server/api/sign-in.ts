import { whoAmI } from '../directory/portals/who-am-i.ts';
import { procedure, router } from '../http/trpc.ts';

export const signInRouter = router({
  whoAmI: procedure.query(({ ctx }) => whoAmI(ctx.context, ctx.actor)),
});
