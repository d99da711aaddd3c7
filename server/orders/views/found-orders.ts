import type { Expression, ExpressionBuilder, SqlBool } from 'kysely';
import type { CalendarDate } from '../../../shared/calendar-date.ts';
import type { OrderState } from '../../../shared/order-state.ts';
import { foldText, searchWords } from '../../../shared/search-text.ts';
import type { Actor } from '../../context/context.ts';
import type { Reader } from '../../database/db.ts';
import { contains } from '../../database/like.ts';
import type { Tables } from '../../database/tables.ts';

/** Which of a firm's orders are listed. */
export interface OrderFilter {
  query: string;
  state?: OrderState | undefined;
  hasMoneyWaiting?: true | undefined;
  dueBy?: CalendarDate | undefined;
}

/** The firm's orders that a filter leaves, with what is due of each. */
export async function selectFound(reader: Reader, actor: Actor, filter: OrderFilter) {
  let select = reader
    .selectFrom('orders')
    .leftJoin('open_orders', 'open_orders.order_id', 'orders.id')
    .where('orders.portal_id', '=', actor.portalId)
    .where('orders.firm_id', '=', actor.firmId);
  if (filter.state !== undefined) select = select.where('orders.state', '=', filter.state);
  if (filter.dueBy !== undefined) {
    select = select.where('orders.due_date', '<=', filter.dueBy).where('open_orders.due', '>', 0);
  }
  if (filter.hasMoneyWaiting) {
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
  const words = searchWords(filter.query);
  if (words.length === 0) return { orders: select };
  const people = await readOrderersNamed(reader, actor, words);
  return {
    orders: select.where((where) =>
      where.or([
        ...ofNumberAndCustomers(where, words),
        ...(people.length > 0 ? [where('orders.accountant_name', 'in', people)] : []),
        contains('orders.recipient_email', words.join(' ')),
        ...ofAmount(where, words),
        ...ofTransfer(where, filter.query.trim()),
      ]),
    ),
  };
}

type OfOrders = ExpressionBuilder<Tables, 'orders'>;
type Conditions = Expression<SqlBool>[];

function ofNumberAndCustomers(where: OfOrders, words: readonly string[]): Conditions {
  return [
    contains('orders.number', words.join(' ')),
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
  ];
}

/** Names are stored as they are written: those of the few people who ordered are compared here, without diacritics. */
async function readOrderersNamed(
  reader: Reader,
  actor: Actor,
  words: readonly string[],
): Promise<string[]> {
  const people = await reader
    .selectFrom('orders')
    .select('accountant_name')
    .distinct()
    .where('portal_id', '=', actor.portalId)
    .where('firm_id', '=', actor.firmId)
    .execute();
  const isMeant = (name: string) => words.every((word) => foldText(name).includes(word));
  return people.map((person) => person.accountant_name).filter(isMeant);
}

/** Smaller numbers are parts of codes. */
const LEAST_AMOUNT = 1_000;

/** An order's total, what is due of it, or what one of its lines costs. */
function ofAmount(where: OfOrders, [word = '', ...others]: readonly string[]): Conditions {
  const amount = Number(word);
  if (others.length > 0 || !Number.isSafeInteger(amount) || amount < LEAST_AMOUNT) return [];
  return [
    where('orders.total', '=', amount),
    where.exists(
      where
        .selectFrom('open_orders as open')
        .select('open.due')
        .whereRef('open.order_id', '=', 'orders.id')
        .where('open.due', '=', amount),
    ),
    where.exists(
      where
        .selectFrom('order_lines')
        .select('order_lines.id')
        .whereRef('order_lines.order_id', '=', 'orders.id')
        .where('order_lines.total', '=', amount),
    ),
  ];
}

/** A text that may be the memo of a transfer, which need not have a digit, or the number of a transaction. */
const REFERENCE = /^(?=.*\d|gh\w{7}$)[\w.-]{6,100}$/i;

function ofTransfer(where: OfOrders, text: string): Conditions {
  if (!REFERENCE.test(text)) return [];
  const written = [text, text.toUpperCase()];
  return [
    where.exists(
      where
        .selectFrom('payment_attempts')
        .select('payment_attempts.id')
        .whereRef('payment_attempts.order_id', '=', 'orders.id')
        .where('payment_attempts.reference', 'in', written),
    ),
    where.exists(
      where
        .selectFrom('payment_attempt_parts')
        .innerJoin('payment_attempts', 'payment_attempts.id', 'payment_attempt_id')
        .select('payment_attempts.id')
        .whereRef('payment_attempts.order_id', '=', 'orders.id')
        .where('payment_attempt_parts.reference', 'in', written),
    ),
    where.exists(
      paymentsOf(where)
        .select('payments.id')
        .where((payment) =>
          payment.or([
            payment('payments.gateway_transaction_id', 'in', written),
            payment('payments.bank_reference', 'in', written),
          ]),
        ),
    ),
  ];
}

/** The money received for an order of the outer query. */
export function paymentsOf(value: OfOrders) {
  return value
    .selectFrom('payments')
    .innerJoin('payment_attempts', 'payment_attempts.id', 'payments.payment_attempt_id')
    .whereRef('payment_attempts.order_id', '=', 'orders.id');
}
