import { type Kysely, sql } from 'kysely';

/** What quotas count by, and what quotations are pruned by. */
const QUOTAS = [
  // SQLite looks here for each quotation that is deleted: another index leaves cancelled orders out.
  'create index orders_of_quotation on orders (quotation_id)',
  'create index quotations_by_end on quotations (valid_until)',
];

export const quotas = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of QUOTAS) await sql.raw(statement).execute(db);
  },
};
