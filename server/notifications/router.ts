import * as z from 'zod/mini';
import { lastEventIdSchema } from '../../shared/schemas/common.ts';
import { listNotificationsSchema, markReadSchema } from '../../shared/schemas/notification.ts';
import { procedure, router, streamSignal } from '../trpc.ts';
import { followNotifications } from './follow-notifications.ts';
import { listNotifications } from './list-notifications.ts';
import { markRead } from './mark-read.ts';

export const notificationsRouter = router({
  list: procedure
    .input(listNotificationsSchema)
    .query(({ ctx, input }) => listNotifications(ctx.context, ctx.actor, input)),
  markRead: procedure
    .input(markReadSchema)
    .mutation(({ ctx, input }) => markRead(ctx.context, ctx.actor, input)),
  onNew: procedure
    .input(z.object({ lastEventId: lastEventIdSchema }))
    .subscription(({ ctx, input, signal }) =>
      followNotifications(ctx.context, ctx.actor, input, streamSignal(ctx, signal)),
    ),
});
