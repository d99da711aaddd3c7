import { sql } from 'kysely';
import type { Db } from '../../database/db.ts';
import { ENGINE } from '../test-database.ts';

/** Lets work that a former test has just done be done again: on SQLite there are no leases. */
export async function endLeases(db: Db): Promise<void> {
  if (ENGINE === 'postgresql') await sql`delete from leases`.execute(db);
}
