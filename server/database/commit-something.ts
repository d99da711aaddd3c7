import { sql } from 'kysely';
import type { Db } from './open.ts';

/** A commit that the disk has to confirm; the number has no meaning, and nothing else uses it. */
export async function commitSomething(db: Db): Promise<void> {
  const { rows } = await sql<{ user_version: number }>`pragma user_version`.execute(db);
  const next = rows[0]?.user_version === 1 ? 2 : 1;
  await sql`pragma user_version = ${sql.lit(next)}`.execute(db);
}
