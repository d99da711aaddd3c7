import { Kysely } from 'kysely';
import { databaseName } from '../../foundation/database-address.ts';
import { POSTGRESQL_MIGRATIONS } from '../migrations/index.ts';
import type { Tables } from '../tables.ts';
import { PostgresqlDialect } from './dialect.ts';
import { migratePostgresql } from './migrate-postgresql.ts';

/** Time limit of the one statement that reads all money, in milliseconds. */
const LONG_READ_MS = 1_800_000;

/** Opens the database and brings its schema up to date. */
export async function openPostgresql(url: string): Promise<Kysely<Tables>> {
  await migratePostgresql(url, databaseName(url), POSTGRESQL_MIGRATIONS);
  return new Kysely<Tables>({ dialect: new PostgresqlDialect(url) });
}

/** One more connection, for long reads. */
export function openPostgresqlForReading(url: string): Kysely<Tables> {
  const options = { connections: 1, statementTimeoutMs: LONG_READ_MS, isForReading: true };
  return new Kysely<Tables>({ dialect: new PostgresqlDialect(url, options) });
}
