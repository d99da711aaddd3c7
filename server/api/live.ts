import { followSchema } from '../../shared/schemas/live.ts';
import { procedure, router } from '../http/trpc.ts';
import { followTopics } from './follow.ts';

export const liveRouter = router({
  follow: procedure
    .input(followSchema)
    .subscription(({ ctx, input, signal }) => followTopics(ctx, input, signal)),
});
