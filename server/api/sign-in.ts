import * as z from 'zod/mini';
import { localeSchema } from '../../shared/schemas/common.ts';
import { noteAccountant } from '../directory/accountants/note-accountant.ts';
import { whoAmI } from '../directory/portals/who-am-i.ts';
import { procedure, router } from '../http/trpc.ts';

export const signInRouter = router({
  whoAmI: procedure
    // Missing on pages that an earlier release has opened.
    .input(z.optional(z.object({ locale: z.optional(localeSchema) })))
    .query(async ({ ctx, input }) => {
      await noteAccountant(ctx.context, ctx.actor, input?.locale);
      return whoAmI(ctx.context, ctx.actor);
    }),
});
