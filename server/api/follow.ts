import { idSchema } from '../../shared/schemas/common.ts';
import type { Follow, LiveEvent } from '../../shared/schemas/live.ts';
import { type BellFollowed, newOfBell } from '../channels/bell/follow-notifications.ts';
import { bellTopic, listTopic, orderTopic } from '../foundation/live-updates.ts';
import { type RequestContext, streamSignal } from '../http/trpc.ts';
import { listPosition } from '../orders/views/follow-list.ts';
import { newOfOrders } from '../orders/views/follow-order.ts';

/** Rounds without news of a firm after which all of its orders' versions are read: each reading walks every order. */
const LIST_ROUNDS = 6;

/** Pause between two verifications of a stream's token, in milliseconds. */
const VERIFY_MS = 25_000;

/**
 * Everything that one person follows, in one stream: the bell, the firm's list of orders, single orders. Each event has
 * a position within its topic; a stream that begins after given positions misses nothing. It ends with
 * its token; the client then connects with a new one.
 */
export async function* followTopics(
  ctx: RequestContext,
  { bell, list, orders = {} }: Follow,
  client: AbortSignal | undefined,
): AsyncGenerator<LiveEvent> {
  const { context, actor } = ctx;
  let verifiedAt = context.monotonic();
  const bellFollowed: BellFollowed = { seen: bell?.after };
  const listFollowed = { seen: list?.after, rounds: 0 };
  const named = Object.entries(orders).filter(([id]) => idSchema.safeParse(id).success);
  const versions = new Map(named);
  const ids = new Map([...versions.keys()].map((id) => [orderTopic(id), id]));
  const topics = [
    ...(bell ? [bellTopic(actor)] : []),
    ...(list ? [listTopic(actor)] : []),
    ...ids.keys(),
  ];
  for await (const changes of context.live.changes(topics, actor, streamSignal(ctx, client))) {
    if (context.monotonic() - verifiedAt >= VERIFY_MS) {
      if (!(await ctx.isSignedIn())) return;
      verifiedAt = context.monotonic();
    }
    if (bell && changes.topics.has(bellTopic(actor))) {
      for await (const event of newOfBell(context, actor, bellFollowed)) {
        yield { topic: 'bell', ...event };
      }
    }
    const changed = [...changes.topics].flatMap((topic) => ids.get(topic) ?? []);
    if (changed.length > 0) {
      for await (const event of newOfOrders(context, actor, versions, changed)) {
        yield { topic: `order:${event.data.id}`, ...event };
      }
    }
    if (!list || !changes.topics.has(listTopic(actor))) continue;
    if (changes.isRound && ++listFollowed.rounds % LIST_ROUNDS !== 0) continue;
    const topic = listTopic(actor);
    const position = await context.live.readOnce(topic, () => listPosition(context, actor));
    if (position === listFollowed.seen) continue;
    listFollowed.seen = position;
    yield { topic: 'list', position, data: null };
  }
}
