import { sql } from 'kysely';
import { engineOf } from '../by-engine.ts';
import type { Db } from '../db.ts';

/** A commit that the disk has to confirm; it leaves nothing that anything else uses. */
export async function commitSomething(db: Db): Promise<void> {
  if (engineOf(db) === 'postgresql') {
    // A record in the write-ahead log and nowhere else (functions-admin.html#FUNCTIONS-REPLICATION); the update changes
    // nothing, and is refused where nothing may be written.
    await sql`with refused as (update portals set id = id where false returning id)
      select pg_logical_emit_message(true, 'renewal-health', '') from (select count(*) from refused) as none`.execute(
      db,
    );
    return;
  }
  const { rows } = await sql<{ user_version: number }>`pragma user_version`.execute(db);
  const next = rows[0]?.user_version === 1 ? 2 : 1;
  await sql`pragma user_version = ${sql.lit(next)}`.execute(db);
}
