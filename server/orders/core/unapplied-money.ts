import type { ExpressionBuilder } from 'kysely';
import { type Dong, sumDong } from '../../../shared/money.ts';
import { inList } from '../../database/in-list.ts';
import type { Reader } from '../../database/open.ts';
import type { Tables } from '../../database/tables.ts';
import { readOpenLines } from './open-lines.ts';

type Session = Tables['payment_sessions'];

/** The short payments of these sessions, the earliest first: too little for their lines, they wait for the rest. */
export async function readShortPayments(
  reader: Reader,
  sessions: readonly Pick<Session, 'id'>[],
): Promise<Tables['payments'][]> {
  return await reader
    .selectFrom('payments')
    .selectAll()
    .where(
      inList(
        'payment_session_id',
        sessions.map(({ id }) => id),
      ),
    )
    .where('hold_reason', '=', 'short')
    .orderBy('received_at')
    .orderBy('id')
    .execute();
}

/** What waits for the lines of a session: its own short payments, and those of others for the very same lines. */
export async function sumOfShortPayments(reader: Reader, session: Session): Promise<Dong> {
  const others = session.state === 'open' ? await otherSessionsHolding(reader, session) : [];
  const same = await forTheSameLines(reader, session, others);
  const payments = await readShortPayments(reader, [session, ...same]);
  return sumDong(payments.map(({ held }) => held));
}

/** The order's other sessions that hold short money. */
export async function otherSessionsHolding(reader: Reader, session: Session): Promise<Session[]> {
  return await reader
    .selectFrom('payment_sessions')
    .selectAll()
    .where('order_id', '=', session.order_id)
    .where('id', '<>', session.id)
    .where(holdsShortMoney)
    .execute();
}

/** Whether a session holds short money, for a query of sessions. */
export function holdsShortMoney(where: ExpressionBuilder<Tables, 'payment_sessions'>) {
  return where.exists(
    where
      .selectFrom('payments')
      .select('payments.id')
      .whereRef('payments.payment_session_id', '=', 'payment_sessions.id')
      .where('hold_reason', '=', 'short'),
  );
}

/**
 * Those of an order's other sessions that are for the very lines that await payment in this one: the rest of a
 * transfer may come by another reference, or be given to the order by operations.
 */
export async function forTheSameLines(
  reader: Reader,
  session: Session,
  others: readonly Session[],
): Promise<Session[]> {
  if (others.length === 0) return [];
  const lines = await readOpenLines(reader, [session, ...others]);
  const bySession = Map.groupBy(lines, ({ sessionId }) => sessionId);
  const openOf = (of: Session) => (bySession.get(of.id) ?? []).map(({ id }) => id).join(' ');
  return others.filter((other) => openOf(other) === openOf(session));
}
