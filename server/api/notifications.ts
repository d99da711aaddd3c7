import { tracked } from '@trpc/server';
import * as z from 'zod/mini';
import { lastEventIdSchema } from '../../shared/schemas/common.ts';
import { listNotificationsSchema, markReadSchema } from '../../shared/schemas/notification.ts';
import { listNotifications } from '../channels/bell/list-notifications.ts';
import { markRead } from '../channels/bell/mark-read.ts';
import { procedure, router } from '../http/trpc.ts';
import { followTopics } from './follow.ts';

export const notificationsRouter = router({
  list: procedure
    .input(listNotificationsSchema)
    .query(({ ctx, input }) => listNotifications(ctx.context, ctx.actor, input)),
  markRead: procedure
    .input(markReadSchema)
    .mutation(({ ctx, input }) => markRead(ctx.context, ctx.actor, input)),
  /** For pages that an earlier release has opened; newer ones call `live.follow`. */
  onNew: procedure
    .input(z.object({ lastEventId: lastEventIdSchema }))
    .subscription(async function* ({ ctx, input: { lastEventId }, signal }) {
      const bell = lastEventId === undefined ? {} : { after: Number(lastEventId) };
      const events = followTopics(ctx, { bell }, signal);
      for await (const event of events) {
        if (event.topic === 'bell') yield tracked(String(event.position), event.data);
      }
    }),
});
