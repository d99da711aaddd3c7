import { type Kysely, sql } from 'kysely';

/** By which a row's own refunds, attempts and merged customers are found without a look at all of them. */
const INDEXES = [
  'create index refunds_by_due on refunds (refund_due_id)',
  `create index payment_attempts_by_link on payment_attempts (payment_link_id)
   where payment_link_id is not null`,
  `create index customers_merged_by_tax_code on customers (portal_id, firm_id, tax_code)
   where merged_into is not null`,
];

export const keys = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of INDEXES) await sql.raw(statement).execute(db);
  },
};
