import { type Kysely, sql } from 'kysely';

/**
 * For PostgreSQL alone: an SQLite file belongs to one process. Unlogged, since a lease means nothing after a crash of
 * the database, and costs no flush to the disk.
 */
export const leases = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create unlogged table leases (
        name text collate "C" primary key,
        holder text collate "C",
        until bigint not null
      )`.execute(db);
  },
};
