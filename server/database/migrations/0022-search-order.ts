import { type Kysely, sql } from 'kysely';

/** A search walks a firm's customers in the order in which it lists them, and looks only at this index on the way. */
const INDEX = `create index customers_by_search_text on customers (portal_id, firm_id, search_text, id)
  where merged_into is null`;

export const searchOrder = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql.raw(INDEX).execute(db);
  },
};
