import { Kysely, sql, type Transaction } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { OtherEncoding } from '../database-errors.ts';
import { isUpToDate, type Migrations } from '../executed-migrations.ts';
import { PostgresqlDialect } from './dialect.ts';

/** The advisory lock of migrations; other programs may hold others in the same database. */
const LOCK = 7_305_816_403_218;

/** Longest wait of a start for another one that migrates the same database, in milliseconds. */
const OTHERS_MIGRATION_MS = 600_000;

/**
 * Brings the schema up to date in one transaction, which one process at a time holds: a killed process leaves the
 * database unchanged, and of two that start at once the second finds the work done.
 *
 * @param name the database, as messages name it
 * @throws NewerDatabase, OtherEncoding
 */
export async function migratePostgresql(
  url: string,
  name: string,
  migrations: Migrations,
): Promise<void> {
  // A connection of its own, without a time limit for statements.
  const db = new Kysely<unknown>({
    dialect: new PostgresqlDialect(url, { connections: 1, statementTimeoutMs: 0, patienceMs: 0 }),
  });
  try {
    await requireUtf8(db, name);
    if (await isUpToDate(db, name, migrations)) return;
    await db.transaction().execute((tx) => migrateInTransaction(tx, name, migrations));
  } finally {
    await db.destroy();
  }
}

/**
 * Like {@link migratePostgresql}, as the first part of a transaction: until that ends, another process waits with its
 * start.
 *
 * @throws NewerDatabase
 */
export async function migrateInTransaction(
  tx: Transaction<unknown>,
  name: string,
  migrations: Migrations,
): Promise<void> {
  await sql`set local lock_timeout = ${sql.lit(OTHERS_MIGRATION_MS)}`.execute(tx);
  await sql`select pg_advisory_xact_lock(${sql.lit(LOCK)})`.execute(tx);
  // Another process has migrated while this one waited.
  if (await isUpToDate(tx, name, migrations)) return;
  const provider = { getMigrations: async (): Promise<Record<string, Migration>> => migrations };
  const { error } = await new Migrator({ db: tx, provider }).migrateToLatest();
  if (error !== undefined) throw error;
}

/** @throws OtherEncoding */
export async function requireUtf8(db: Kysely<unknown>, name: string): Promise<void> {
  const { rows } = await sql<{ encoding: string }>`
    select current_setting('server_encoding') as encoding`.execute(db);
  const encoding = rows[0]?.encoding;
  if (encoding !== 'UTF8') throw new OtherEncoding(name, String(encoding));
}
