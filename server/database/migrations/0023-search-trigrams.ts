import { type Kysely, sql } from 'kysely';

/**
 * On PostgreSQL, finds the few customers of a large firm that have a rare word. `fastupdate` would have each search read
 * what is still to be put in its place.
 */
const TRIGRAMS = [
  'create extension if not exists pg_trgm',
  `create index customers_trigrams on customers using gin (search_text gin_trgm_ops)
   with (fastupdate = off) where merged_into is null`,
];

/** Where the extension can't be had, a search goes without: it walks the firm's customers. */
export const searchTrigrams = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`savepoint search_trigrams`.execute(db);
    try {
      for (const statement of TRIGRAMS) await sql.raw(statement).execute(db);
    } catch {
      await sql`rollback to savepoint search_trigrams`.execute(db);
    }
    await sql`release savepoint search_trigrams`.execute(db);
  },
};
