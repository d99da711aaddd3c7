import type { Actor, Context } from '../../context/context.ts';
import { bellTopic } from '../../foundation/live-updates.ts';
import { countUnread } from './list-notifications.ts';

/** Marks one notification, or all up to and including it, as read; returns the number of unread ones. */
export async function markRead(
  context: Context,
  actor: Actor,
  input: { sequence: number; only: boolean },
): Promise<{ unread: number }> {
  await context.db
    .updateTable('notifications')
    .set({ read_at: context.now() })
    .where('portal_id', '=', actor.portalId)
    .where('firm_id', '=', actor.firmId)
    .where('accountant_id', '=', actor.accountantId)
    .where('sequence', input.only ? '=' : '<=', input.sequence)
    .where('read_at', 'is', null)
    .execute();
  context.live.publish(bellTopic(actor));
  return { unread: await countUnread(context.db, actor) };
}
