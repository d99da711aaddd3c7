import type { ExpressionBuilder } from 'kysely';
import { LIMITS } from '../../../shared/limits.ts';
import type { LineState, OrderState } from '../../../shared/order-state.ts';
import type { OrderPage } from '../../../shared/schemas/order.ts';
import { searchWords } from '../../../shared/search-text.ts';
import type { Actor, Context } from '../../context/context.ts';
import { contains } from '../../database/like.ts';
import type { Tables } from '../../database/tables.ts';

/** The firm's orders, newest first, a page at a time; `query` is part of a number, a code or a name. */
export async function listOrders(
  context: Context,
  actor: Actor,
  input: {
    query: string;
    state?: OrderState | undefined;
    hasMoneyWaiting?: true | undefined;
    cursor?: string | undefined;
  },
): Promise<OrderPage> {
  let select = context.db
    .selectFrom('orders')
    .innerJoin('order_lines as first', (join) =>
      join.onRef('first.order_id', '=', 'orders.id').on('first.line_number', '=', 1),
    )
    .select((value) => {
      const totalOfLines = (state: LineState) =>
        value
          .selectFrom('order_lines')
          .select((sum) => sum.fn.sum<number>('order_lines.total').as('total'))
          .whereRef('order_lines.order_id', '=', 'orders.id')
          .where('order_lines.state', '=', state);
      return [
        'orders.id',
        'number',
        'orders.state',
        'created_at',
        'accountant_name',
        'line_count',
        'due_date',
        'expired_at',
        'orders.total',
        'first.customer_name',
        totalOfLines('paid').as('paid'),
        totalOfLines('awaiting_payment').as('due'),
        paymentsOf(value)
          .select((sum) => sum.fn.sum<number>('unapplied').as('unapplied'))
          .as('unapplied'),
        paymentsOf(value)
          .innerJoin('refunds_due', 'refunds_due.payment_id', 'payments.id')
          .where('refunds_due.state', '<>', 'refunded')
          .select((sum) => sum.fn.sum<number>('refunds_due.amount').as('refund_due'))
          .as('refund_due'),
      ];
    })
    .where('portal_id', '=', actor.portalId)
    .where('firm_id', '=', actor.firmId);
  if (input.state !== undefined) select = select.where('orders.state', '=', input.state);
  if (input.hasMoneyWaiting) {
    select = select.where((where) =>
      where.or([
        where.exists(paymentsOf(where).select('payments.id').where('unapplied', '>', 0)),
        where.exists(
          paymentsOf(where)
            .innerJoin('refunds_due', 'refunds_due.payment_id', 'payments.id')
            .where('refunds_due.state', '<>', 'refunded')
            .select('refunds_due.id'),
        ),
      ]),
    );
  }
  if (input.cursor !== undefined) select = select.where('orders.id', '<', input.cursor);
  const words = searchWords(input.query);
  if (words.length > 0) {
    select = select.where((where) =>
      where.or([
        contains('number', words.join(' ')),
        where.exists(
          where
            .selectFrom('order_lines')
            .innerJoin('customers', 'customers.id', 'order_lines.customer_id')
            // By the customer it was ordered for, and by the one it was merged into.
            .leftJoin('customers as survivor', 'survivor.id', 'customers.merged_into')
            .select('order_lines.id')
            .whereRef('order_lines.order_id', '=', 'orders.id')
            .where((customer) =>
              customer.or([
                customer.and(words.map((word) => contains('customers.search_text', word))),
                customer.and(words.map((word) => contains('survivor.search_text', word))),
              ]),
            ),
        ),
      ]),
    );
  }
  const rows = await select
    .orderBy('orders.id', 'desc')
    .limit(LIMITS.pageSize + 1)
    .execute();
  const page = rows.slice(0, LIMITS.pageSize);
  return {
    orders: page.map((row) => ({
      id: row.id,
      number: row.number,
      state: row.state,
      createdAt: row.created_at,
      placedBy: row.accountant_name,
      lineCount: row.line_count,
      firstCustomerName: row.customer_name,
      total: row.total,
      paid: Number(row.paid ?? 0),
      due: Number(row.due ?? 0),
      dueDate: row.due_date,
      expiredAt: row.expired_at,
      unappliedAmount: Number(row.unapplied ?? 0),
      refundDue: Number(row.refund_due ?? 0),
    })),
    nextCursor: rows.length > LIMITS.pageSize ? (page.at(-1)?.id ?? null) : null,
  };
}

/** The money received for an order of the outer query. */
function paymentsOf(value: ExpressionBuilder<Tables, 'orders'>) {
  return value
    .selectFrom('payments')
    .innerJoin('payment_attempts', 'payment_attempts.id', 'payments.payment_attempt_id')
    .whereRef('payment_attempts.order_id', '=', 'orders.id');
}
