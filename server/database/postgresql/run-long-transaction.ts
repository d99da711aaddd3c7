import { Kysely } from 'kysely';
import type { Tx } from '../db.ts';
import type { Tables } from '../tables.ts';
import { PostgresqlDialect } from './dialect.ts';

/**
 * Runs a work that reads and writes most of a database, once, on a connection of its own without time limits for
 * statements. Not beside other work: it is not SERIALIZABLE.
 */
export async function runLongTransaction<Result>(
  url: string,
  work: (tx: Tx) => Promise<Result>,
): Promise<Result> {
  const db = new Kysely<Tables>({
    dialect: new PostgresqlDialect(url, { connections: 1, statementTimeoutMs: 0 }),
  });
  try {
    return await db.transaction().execute(work);
  } finally {
    await db.destroy();
  }
}
