import type { Kysely } from 'kysely';
import { runDdl } from './baseline/run-ddl.ts';

/**
 * Finds orders by their customers and by the transactions that paid them; what is written on the orders themselves, and
 * what they add up to, is read from the index by which a firm's orders are listed.
 */
const ORDER_SEARCH = [
  'create index order_lines_by_customer on order_lines (customer_id, order_id)',
  'create index payments_by_transaction on payments (gateway_transaction_id)',
  `create index payments_by_bank_reference on payments (bank_reference) where bank_reference is not null`,
  `create index orders_by_firm_with_words on orders
   (portal_id, firm_id, id, total, number, recipient_email, accountant_name)`,
  'drop index orders_by_firm',
];

export const orderSearch = {
  async up(db: Kysely<unknown>): Promise<void> {
    await runDdl(db, ORDER_SEARCH);
  },
};
