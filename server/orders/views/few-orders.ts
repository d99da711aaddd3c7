import type { Reader } from '../../database/db.ts';
import { contains } from '../../database/like.ts';
import type { Firm } from '../../foundation/firm.ts';
import { type OrderSearch, ofAmount, REFERENCE } from './order-words.ts';

/** Number of orders beyond which reading one after the other is faster than collecting all of their ids. */
export const FEW = 2_000;

/**
 * The ids of orders that a search finds by its customers and transactions, which have few of a firm's orders; null:
 * more than a few. They may be other firms'.
 */
export async function readIdsOfFew(
  reader: Reader,
  actor: Firm,
  search: OrderSearch,
  few: number,
): Promise<string[] | null> {
  const { words, text, people } = search;
  const ids = ofCustomers(reader, actor, words)
    .unionAll(ofMergedCustomers(reader, actor, words))
    .unionAll(ofOwnWords(reader, actor, words, people));
  const found = await (REFERENCE.test(text) ? ids.unionAll(ofTransfer(reader, text)) : ids)
    .limit(few + 1)
    .execute();
  return found.length > few ? null : [...new Set(found.map(({ id }) => id))];
}

/** Ids of orders of the firm's present customers that have all words. */
function ofCustomers(reader: Reader, actor: Firm, words: readonly string[]) {
  return reader
    .selectFrom('customers')
    .innerJoin('order_lines', 'order_lines.customer_id', 'customers.id')
    .select('order_lines.order_id as id')
    .where('customers.portal_id', '=', actor.portalId)
    .where('customers.firm_id', '=', actor.firmId)
    .where('customers.merged_into', 'is', null)
    .where((customer) => customer.and(words.map((word) => contains('search_text', word))));
}

/** Ids of orders of merged customers: by their own texts, and by those of the customer into which they were merged. */
function ofMergedCustomers(reader: Reader, actor: Firm, words: readonly string[]) {
  return reader
    .selectFrom('customers as merged')
    .innerJoin('customers as survivor', 'survivor.id', 'merged.merged_into')
    .innerJoin('order_lines', 'order_lines.customer_id', 'merged.id')
    .select('order_lines.order_id as id')
    .where('merged.portal_id', '=', actor.portalId)
    .where('merged.firm_id', '=', actor.firmId)
    .where('merged.merged_into', 'is not', null)
    .where((customer) =>
      customer.or([
        customer.and(words.map((word) => contains('merged.search_text', word))),
        customer.and(words.map((word) => contains('survivor.search_text', word))),
      ]),
    );
}

/** Ids of orders by their number, orderer, recipient and amounts. */
function ofOwnWords(
  reader: Reader,
  actor: Firm,
  words: readonly string[],
  people: readonly string[],
) {
  return reader
    .selectFrom('orders')
    .select('orders.id')
    .where('orders.portal_id', '=', actor.portalId)
    .where('orders.firm_id', '=', actor.firmId)
    .where((where) =>
      where.or([
        contains('orders.number', words.join(' ')),
        contains('orders.recipient_email', words.join(' ')),
        ...(people.length > 0 ? [where('orders.accountant_name', 'in', people)] : []),
        ...ofAmount(where, words),
      ]),
    );
}

/** Ids of orders by their memos, and by the transactions that paid them. */
function ofTransfer(reader: Reader, text: string) {
  const written = [text, text.toUpperCase()];
  const attempts = reader.selectFrom('payment_attempts').select('payment_attempts.order_id as id');
  const payments = attempts.innerJoin('payments', 'payment_attempt_id', 'payment_attempts.id');
  return attempts
    .where('payment_attempts.reference', 'in', written)
    .unionAll(
      attempts
        .innerJoin('payment_attempt_parts', 'payment_attempt_id', 'payment_attempts.id')
        .where('payment_attempt_parts.reference', 'in', written),
    )
    .unionAll(payments.where('payments.gateway_transaction_id', 'in', written))
    .unionAll(payments.where('payments.bank_reference', 'in', written));
}
