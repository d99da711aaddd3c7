import { tracked } from '@trpc/server';
import type { Notification } from '../../shared/schemas/notification.ts';
import type { Actor, Context } from '../context.ts';
import { bellTopic } from '../live-updates.ts';
import { countUnread, selectNotifications, toNotification } from './list-notifications.ts';

export interface BellEvent {
  /** Null: only the count has changed, as when another tab has read. */
  notification: Notification | null;
  unread: number;
}

/** How many notifications a stream that was away catches up with at a time. */
const BATCH = 100;

/**
 * The bell, live: at once the count, then each new notification with its sequence as the event's id: a
 * stream that breaks goes on from the one it last saw.
 */
export async function* followNotifications(
  context: Context,
  actor: Actor,
  input: { lastEventId?: string | undefined },
  signal: AbortSignal,
) {
  const { db } = context;
  let seen = Number(input.lastEventId ?? (await newestSequence(context, actor)));
  let told: number | undefined;
  for await (const _ of context.live.changes(bellTopic(actor), actor, signal)) {
    for (let more = true; more; ) {
      const rows = await selectNotifications(db, actor)
        .where('sequence', '>', seen)
        .orderBy('sequence')
        .limit(BATCH)
        .execute();
      const unread = await countUnread(db, actor);
      for (const row of rows) {
        seen = row.sequence;
        told = unread;
        const event: BellEvent = { notification: toNotification(row), unread };
        yield tracked(String(seen), event);
      }
      if (unread !== told) {
        told = unread;
        const event: BellEvent = { notification: null, unread };
        yield tracked(String(seen), event);
      }
      more = rows.length === BATCH;
    }
  }
}

async function newestSequence(context: Context, actor: Actor): Promise<number> {
  const newest = await selectNotifications(context.db, actor)
    .orderBy('sequence', 'desc')
    .limit(1)
    .executeTakeFirst();
  return newest?.sequence ?? 0;
}
