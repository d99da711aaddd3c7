import { sql } from 'kysely';
import { SESSION_TRANSITIONS, statesBefore } from '../../shared/order-state.ts';
import type { Context } from '../context.ts';
import { orderTopic } from '../live-updates.ts';
import { askGateway } from './ask-gateway.ts';

/** When a session is asked about, in milliseconds after its end; then no more. */
const AFTER_END = [0, 5, 30, 6 * 60, 24 * 60, 72 * 60].map((minutes) => minutes * 60_000);

/** Sessions of one round: each is a call to a gateway. */
const BATCH = 20;

/**
 * When a session is asked about next, without anybody waiting for it: after `first` milliseconds, then
 * after pauses that double until its end, then a few times more; null when it has been asked often enough.
 */
export function nextAskAt(
  now: number,
  session: { created_at: number; expires_at: number },
  first: number,
): number | null {
  let age = first;
  while (session.created_at + age <= now) age *= 2;
  if (session.created_at + age < session.expires_at) return session.created_at + age;
  const next = AFTER_END.find((delay) => session.expires_at + delay > now);
  return next === undefined ? null : session.expires_at + next;
}

/**
 * Asks the gateways about sessions whose message may have been lost: while they are open, ever more
 * seldom, when they end, and a few times after. Then closes those whose time is over.
 *
 * @returns how many were asked about
 */
export async function reconcileSessions(context: Context): Promise<number> {
  const sessions = await claimDue(context);
  await Promise.all(
    sessions.map((session) =>
      askGateway(context, session).catch((error: unknown) => {
        context.log('reconcile.failed', { sessionId: session.id, error: String(error) });
      }),
    ),
  );
  await expireSessions(context);
  return sessions.length;
}

/** Takes sessions that are due, and sets when they are due next: no other process asks meanwhile. */
async function claimDue(context: Context) {
  const now = context.now();
  const due = await context.db
    .selectFrom('payment_sessions')
    .selectAll()
    .where('next_ask_at', '<=', now)
    .orderBy('next_ask_at')
    .limit(BATCH)
    .execute();
  const claimed = [];
  for (const session of due) {
    const { reconcileAfter } = context.config;
    const next = session.state === 'paid' ? null : nextAskAt(now, session, reconcileAfter);
    const { numUpdatedRows } = await context.db
      .updateTable('payment_sessions')
      .set({ next_ask_at: next })
      .where('id', '=', session.id)
      .where('next_ask_at', '=', session.next_ask_at)
      .executeTakeFirstOrThrow();
    if (numUpdatedRows > 0n && session.state !== 'paid') claimed.push(session);
  }
  return claimed;
}

/** A session whose time is over is expired; money that comes for it all the same is taken. */
async function expireSessions(context: Context): Promise<void> {
  const now = context.now();
  const orderIds = await context.db.transaction().execute(async (tx) => {
    const expired = await tx
      .updateTable('payment_sessions')
      .set({ state: 'expired' })
      .where('state', 'in', statesBefore(SESSION_TRANSITIONS, 'expired'))
      .where('expires_at', '<=', now)
      // One with money on it waits for the rest.
      .where((where) =>
        where.not(
          where.exists(
            where
              .selectFrom('payments')
              .select(sql`1`.as('one'))
              .whereRef('payments.payment_session_id', '=', 'payment_sessions.id')
              .where('held', '>', 0),
          ),
        ),
      )
      .returning('order_id')
      .execute();
    const ids = [...new Set(expired.map((session) => session.order_id))];
    if (ids.length > 0) {
      await tx
        .updateTable('orders')
        .set((set) => ({ version: set('version', '+', 1) }))
        .where('id', 'in', ids)
        .execute();
    }
    return ids;
  });
  context.live.publish(...orderIds.map(orderTopic));
}
