import { inList } from '../../database/in-list.ts';
import type { Reader } from '../../database/open.ts';
import type { Tables } from '../../database/tables.ts';

type Session = Tables['payment_sessions'];

/**
 * The order's other sessions that hold short money for the very lines that await payment in this one: the
 * rest of a transfer may come by another reference, or be given to the order by operations.
 */
export async function sessionsForTheSame(reader: Reader, session: Session): Promise<Session[]> {
  const others = await otherSessionsHolding(reader, session);
  if (others.length === 0) return [];
  const lines = await reader
    .selectFrom('payment_session_lines')
    .innerJoin('order_lines', 'order_lines.id', 'payment_session_lines.order_line_id')
    .select(['payment_session_id as sessionId', 'order_lines.id'])
    .where(
      inList(
        'payment_session_id',
        [session, ...others].map(({ id }) => id),
      ),
    )
    .where('order_lines.state', '=', 'awaiting_payment')
    .orderBy('order_lines.id')
    .execute();
  const bySession = Map.groupBy(lines, ({ sessionId }) => sessionId);
  const openOf = (of: Session) => (bySession.get(of.id) ?? []).map(({ id }) => id).join(' ');
  return others.filter((other) => openOf(other) === openOf(session));
}

/** The order's other sessions that hold short money. */
export async function otherSessionsHolding(reader: Reader, session: Session): Promise<Session[]> {
  return await reader
    .selectFrom('payment_sessions')
    .selectAll()
    .where('order_id', '=', session.order_id)
    .where('id', '<>', session.id)
    .where((where) =>
      where.exists(
        where
          .selectFrom('payments')
          .select('payments.id')
          .whereRef('payments.payment_session_id', '=', 'payment_sessions.id')
          .where('hold_reason', '=', 'short'),
      ),
    )
    .execute();
}
