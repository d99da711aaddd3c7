import { sql } from 'kysely';
import { LIMITS } from '../../../shared/limits.ts';
import { type LineState, shownStateOf } from '../../../shared/order-state.ts';
import type { OrderPage, OrderSummary } from '../../../shared/schemas/order.ts';
import type { Actor, Context } from '../../context/context.ts';
import { pageOf } from '../../database/page-of.ts';
import { DomainError } from '../../foundation/domain-error.ts';
import { hasExpiredLine, type OrderFilter, paymentsOf, selectFound } from './found-orders.ts';

type Found = Awaited<ReturnType<typeof selectFound>>['orders'];

/**
 * The firm's orders, a page at a time, with the totals of all of them on the first: newest first, or, of those that are
 * due by a date, those due first.
 *
 * @throws DomainError NOT_FOUND when the cursor is no order of the firm
 */
export async function listOrders(
  context: Context,
  actor: Actor,
  input: OrderFilter & { cursor?: string | undefined; limit?: number | undefined },
): Promise<OrderPage> {
  const { cursor, limit = LIMITS.pageSize } = input;
  const { orders: found } = await selectFound(context.db, actor, input);
  let page = withColumns(found);
  if (input.dueBy === undefined) {
    if (cursor !== undefined) page = page.where('orders.id', '<', cursor);
    page = page.orderBy('orders.id', 'desc');
  } else {
    if (cursor !== undefined) {
      const day = await dueDateOf(context, actor, cursor);
      page = page.where(sql<boolean>`(orders.due_date, orders.id) > (${day}, ${cursor})`);
    }
    page = page.orderBy('orders.due_date').orderBy('orders.id');
  }
  const rows = await page.limit(limit + 1).execute();
  const { shown, nextCursor } = pageOf(rows, limit, ({ id }) => id);
  return {
    orders: shown.map(toSummary),
    nextCursor,
    ...(cursor === undefined && { totals: await readTotals(found) }),
  };
}

/** The columns of an order in the list. */
function withColumns(found: Found) {
  return found
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
        'orders.number',
        'orders.state',
        'orders.created_at',
        'orders.accountant_name',
        'orders.line_count',
        'orders.due_date',
        'orders.expired_at',
        'orders.total',
        'first.customer_name',
        hasExpiredLine(value).as('has_expired'),
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
    });
}

type Row = Awaited<ReturnType<ReturnType<typeof withColumns>['execute']>>[number];

function toSummary(row: Row): OrderSummary {
  return {
    id: row.id,
    number: row.number,
    state: row.state,
    shownState: shownStateOf(
      { state: row.state, expiredAt: row.expired_at },
      Boolean(row.has_expired),
    ),
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
  };
}

async function readTotals(found: Found): Promise<Required<OrderPage>['totals']> {
  const sums = await found
    .select((sum) => [
      sum.fn.countAll<number>().as('orders'),
      sum.fn.sum<number>('orders.total').as('total'),
      sum.fn.sum<number>('open_orders.due').as('due'),
    ])
    .executeTakeFirstOrThrow();
  return {
    orders: Number(sums.orders),
    total: Number(sums.total ?? 0),
    due: Number(sums.due ?? 0),
  };
}

async function dueDateOf({ db }: Context, actor: Actor, orderId: string): Promise<string> {
  const order = await db
    .selectFrom('orders')
    .select('due_date')
    .where('id', '=', orderId)
    .where('portal_id', '=', actor.portalId)
    .where('firm_id', '=', actor.firmId)
    .executeTakeFirst();
  if (order === undefined) throw new DomainError('NOT_FOUND');
  return order.due_date;
}
