import type { ExpressionBuilder } from 'kysely';
import type { Reader } from '../../database/db.ts';
import { inList } from '../../database/in-list.ts';
import type { Tables } from '../../database/tables.ts';

type Attempt = Pick<Tables['payment_attempts'], 'id'>;

/** The lines that await payment, of those that these attempts are for. */
export async function readOpenLines(reader: Reader, attempts: readonly Attempt[]) {
  return await reader
    .selectFrom('payment_attempt_lines')
    .innerJoin('order_lines', 'order_lines.id', 'payment_attempt_lines.order_line_id')
    .select(['payment_attempt_id as attemptId', 'order_lines.id', 'order_lines.total'])
    .where(
      inList(
        'payment_attempt_id',
        attempts.map(({ id }) => id),
      ),
    )
    .where('order_lines.state', '=', 'awaiting_payment')
    .orderBy('order_lines.id')
    .execute();
}

/** Total of an attempt's lines that await payment, for a query of attempts; null where none does. */
export function sumOfOpenLines(select: ExpressionBuilder<Tables, 'payment_attempts'>) {
  return select
    .selectFrom('payment_attempt_lines')
    .innerJoin('order_lines', 'order_lines.id', 'payment_attempt_lines.order_line_id')
    .select((sum) => sum.fn.sum<number>('order_lines.total').as('due'))
    .whereRef('payment_attempt_lines.payment_attempt_id', '=', 'payment_attempts.id')
    .where('order_lines.state', '=', 'awaiting_payment');
}

/** Whether an attempt is to be paid in parts, for a query of attempts. */
export function isInParts(select: ExpressionBuilder<Tables, 'payment_attempts'>) {
  return select.exists(
    select
      .selectFrom('payment_attempt_parts')
      .select('number')
      .whereRef('payment_attempt_parts.payment_attempt_id', '=', 'payment_attempts.id'),
  );
}
