import type { BellEvent } from '../../../shared/schemas/live.ts';
import type { Actor, Context } from '../../context/context.ts';
import { countUnread, selectNotifications, toNotification } from './list-notifications.ts';

/** Number of notifications that a resumed stream reads at a time. */
const BATCH = 100;

/** A stream's position in a bell. */
export interface BellFollowed {
  /** The last notification's sequence; undefined: it begins with new ones. */
  seen: number | undefined;
  /** The unread count last sent. */
  told?: number;
}

/**
 * The updates for a bell: each new notification, with its sequence as position, and the count if it has changed.
 * Updates `followed`.
 */
export async function* newOfBell(
  context: Context,
  actor: Actor,
  followed: BellFollowed,
): AsyncGenerator<{ position: number; data: BellEvent }> {
  let seen = followed.seen ?? (await newestSequence(context, actor));
  for (let more = true; more; ) {
    const rows = await selectNotifications(context.db, actor)
      .where('sequence', '>', seen)
      .orderBy('sequence')
      .limit(BATCH)
      .execute();
    const unread = await countUnread(context.db, actor);
    const isCounted = rows.length > 0 || unread === followed.told;
    if (rows.length > 0) seen = rows.at(-1)?.sequence ?? seen;
    Object.assign(followed, { seen, told: unread });
    for (const row of rows) {
      yield { position: row.sequence, data: { notification: toNotification(row), unread } };
    }
    if (!isCounted) yield { position: seen, data: { notification: null, unread } };
    more = rows.length === BATCH;
  }
}

async function newestSequence(context: Context, actor: Actor): Promise<number> {
  const newest = await selectNotifications(context.db, actor)
    .orderBy('sequence', 'desc')
    .limit(1)
    .executeTakeFirst();
  return newest?.sequence ?? 0;
}
