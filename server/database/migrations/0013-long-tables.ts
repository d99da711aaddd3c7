import { type Kysely, sql } from 'kysely';

/** By which tables that only grow are read and pruned without a look at each of their rows. */
const INDEXES = [
  // The position of a firm's list of orders adds up their versions: from the index alone.
  'create index orders_by_firm_version on orders (portal_id, firm_id, version)',
  'create index gateway_messages_by_age on gateway_messages (received_at)',
];

export const longTables = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of INDEXES) await sql.raw(statement).execute(db);
  },
};
