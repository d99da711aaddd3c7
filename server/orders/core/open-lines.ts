import type { ExpressionBuilder } from 'kysely';
import { inList } from '../../database/in-list.ts';
import type { Reader } from '../../database/open.ts';
import type { Tables } from '../../database/tables.ts';

type Session = Pick<Tables['payment_sessions'], 'id'>;

/** The lines that await payment, of those that these sessions are for. */
export async function readOpenLines(reader: Reader, sessions: readonly Session[]) {
  return await reader
    .selectFrom('payment_session_lines')
    .innerJoin('order_lines', 'order_lines.id', 'payment_session_lines.order_line_id')
    .select(['payment_session_id as sessionId', 'order_lines.id', 'order_lines.total'])
    .where(
      inList(
        'payment_session_id',
        sessions.map(({ id }) => id),
      ),
    )
    .where('order_lines.state', '=', 'awaiting_payment')
    .orderBy('order_lines.id')
    .execute();
}

/** Total of an attempt's lines that await payment, for a query of attempts; null where none does. */
export function sumOfOpenLines(select: ExpressionBuilder<Tables, 'payment_sessions'>) {
  return select
    .selectFrom('payment_session_lines')
    .innerJoin('order_lines', 'order_lines.id', 'payment_session_lines.order_line_id')
    .select((sum) => sum.fn.sum<number>('order_lines.total').as('due'))
    .whereRef('payment_session_lines.payment_session_id', '=', 'payment_sessions.id')
    .where('order_lines.state', '=', 'awaiting_payment');
}
