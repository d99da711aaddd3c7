import type { CalendarDate } from '../../../shared/calendar-date.ts';
import type { ShownState } from '../../../shared/order-state.ts';
import { foldText, searchWords } from '../../../shared/search-text.ts';
import type { Reader } from '../../database/db.ts';
import { inList } from '../../database/in-list.ts';
import { contains } from '../../database/like.ts';
import type { Firm } from '../../foundation/firm.ts';
import { FEW, readIdsOfFew } from './few-orders.ts';
import { type Conditions, type OfOrders, ofAmount, REFERENCE } from './order-words.ts';

/** The filter of a firm's listed orders. */
export interface OrderFilter {
  query: string;
  state?: ShownState | undefined;
  hasMoneyWaiting?: true | undefined;
  dueBy?: CalendarDate | undefined;
}

/**
 * The firm's orders after a filter, with the amount due of each.
 *
 * @param few as many orders are found by the search's own terms; if there are more, each order is read
 */
export async function selectFound(reader: Reader, actor: Firm, filter: OrderFilter, few = FEW) {
  let select = reader
    .selectFrom('orders')
    .leftJoin('open_orders', 'open_orders.order_id', 'orders.id')
    .where('orders.portal_id', '=', actor.portalId)
    .where('orders.firm_id', '=', actor.firmId);
  const { state } = filter;
  if (state !== undefined) select = select.where((where) => isShownAs(where, state));
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
  const search = {
    words,
    text: filter.query.trim(),
    people: await readOrderersNamed(reader, actor, words),
  };
  const ids = await readIdsOfFew(reader, actor, search, few);
  if (ids !== null) return { orders: select.where(inList('orders.id', ids)) };
  const { people } = search;
  return {
    orders: select.where((where) =>
      where.or([
        ...ofNumberAndCustomers(where, words),
        ...(people.length > 0 ? [where('orders.accountant_name', 'in', people)] : []),
        contains('orders.recipient_email', words.join(' ')),
        ...ofAmount(where, words),
        ...ofTransfer(where, search.text),
      ]),
    ),
  };
}

/** Orders in a state as `shownStateOf` tells it. */
function isShownAs(where: OfOrders, state: ShownState) {
  const isExpired = where('orders.expired_at', 'is not', null);
  const isClosed = where('orders.state', '=', 'cancelled');
  const isPaid = where('orders.state', '=', 'paid');
  switch (state) {
    case 'expired':
      return where.and([isClosed, isExpired]);
    case 'cancelled':
      return where.and([isClosed, where.not(isExpired)]);
    case 'partly_expired':
      return where.and([isPaid, hasExpiredLine(where)]);
    case 'paid':
      return where.and([isPaid, where.not(hasExpiredLine(where))]);
    case 'awaiting_payment':
    case 'partly_paid':
      return where('orders.state', '=', state);
  }
}

/** Whether a line of an order of the outer query has expired: it was closed, and nobody cancelled it with a reason. */
export function hasExpiredLine(where: OfOrders) {
  return where.and([
    where('orders.expired_at', 'is not', null),
    where.exists(
      where
        .selectFrom('order_lines')
        .select('order_lines.id')
        .whereRef('order_lines.order_id', '=', 'orders.id')
        .where('order_lines.state', '=', 'cancelled')
        .where('order_lines.cancel_reason', 'is', null),
    ),
  ]);
}

function ofNumberAndCustomers(where: OfOrders, words: readonly string[]): Conditions {
  return [
    contains('orders.number', words.join(' ')),
    where.exists(
      where
        .selectFrom('order_lines')
        .innerJoin('customers', 'customers.id', 'order_lines.customer_id')
        // The customer of the order counts, and the one into which that was merged.
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

/** Names are stored as written: those of the few people who ordered are compared here, without diacritics. */
async function readOrderersNamed(
  reader: Reader,
  actor: Firm,
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
