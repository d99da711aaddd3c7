import type { Expression, ExpressionBuilder, SqlBool } from 'kysely';
import type { Tables } from '../../database/tables.ts';

/**
 * The attempts that a payment link's page may show: those of its order with only the link's lines. A transfer begun by
 * the order's mail is among them, so that link and mail name one reference.
 */
export function attemptsOfLink(link: Tables['payment_links']) {
  return (where: ExpressionBuilder<Tables, 'payment_attempts'>): Expression<SqlBool> =>
    where.and([
      where('payment_attempts.order_id', '=', link.order_id),
      ...(link.order_line_id === null
        ? []
        : [
            where.not(
              where.exists(
                where
                  .selectFrom('payment_attempt_lines')
                  .select('order_line_id')
                  .whereRef('payment_attempt_id', '=', 'payment_attempts.id')
                  .where('order_line_id', '<>', link.order_line_id),
              ),
            ),
          ]),
    ]);
}
