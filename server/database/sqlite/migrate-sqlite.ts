import type Database from 'better-sqlite3';
import { Kysely, sql, type Transaction } from 'kysely';
import { DEFAULT_MIGRATION_TABLE, Migrator } from 'kysely/migration';
import { HalfMigratedDatabase } from '../database-errors.ts';
import { isUpToDate, type Migrations, tablesOf } from '../executed-migrations.ts';
import { sqliteDialect } from './sqlite-dialect.ts';

/** Longest wait of a start for another one that migrates the same file, in milliseconds. */
const OTHERS_MIGRATION_MS = 600_000;

type Migrating = Transaction<unknown>;

/**
 * Brings the schema up to date in one transaction, which one process at a time holds: a killed process leaves the file
 * as it was, and of two that start at once the second finds the work done.
 *
 * Foreign keys are off afterwards.
 *
 * @throws NewerDatabase, HalfMigratedDatabase
 */
export async function migrate(
  sqlite: Database.Database,
  path: string,
  migrations: Migrations,
): Promise<void> {
  const db = new Kysely<unknown>({ dialect: sqliteDialect(sqlite) });
  // Checked first: a file that is up to date opens without waiting for a writer.
  if (await isUpToDate(db, path, migrations)) return;
  const patience = sqlite.pragma('busy_timeout', { simple: true });
  sqlite.pragma(`busy_timeout = ${OTHERS_MIGRATION_MS}`);
  // A referenced table can be rebuilt only with foreign keys off (https://www.sqlite.org/lang_altertable.html, section
  // 7); inside a transaction this pragma has no effect. References are checked at the end instead.
  sqlite.pragma('foreign_keys = OFF');
  try {
    await db
      .transaction()
      .execute((tx) => migrateInside(tx, path, migrations))
      .catch(async (error: unknown) => {
        if (!isThereAlready(error)) throw error;
        await db.transaction().execute((tx) => beginAnew(tx, path, migrations));
      });
  } finally {
    sqlite.pragma(`busy_timeout = ${patience}`);
  }
}

async function migrateInside(tx: Migrating, path: string, migrations: Migrations): Promise<void> {
  // Another process has migrated while this one waited.
  if (await isUpToDate(tx, path, migrations)) return;
  const { error } = await new Migrator({
    db: tx,
    provider: { getMigrations: async () => migrations },
  }).migrateToLatest();
  if (error !== undefined) throw error;
  const { rows } = await sql`pragma foreign_key_check`.execute(tx);
  if (rows.length > 0) throw new Error(`The upgrade breaks references: ${JSON.stringify(rows[0])}`);
}

/** Versions up to 0003 were not one transaction: when killed, they left remnants, which are harmless here. */
function isThereAlready(error: unknown): boolean {
  return error instanceof Error && /already exists|duplicate column name/.test(error.message);
}

/** Throws a half-made schema away if it holds nothing: it is of a first start that was killed. */
async function beginAnew(tx: Migrating, path: string, migrations: Migrations): Promise<void> {
  const tables = await tablesOf(tx);
  for (const table of tables.filter((name) => !name.startsWith(DEFAULT_MIGRATION_TABLE))) {
    const { rows } = await sql`select 1 from ${sql.table(table)} limit 1`.execute(tx);
    if (rows.length > 0) throw new HalfMigratedDatabase(path);
  }
  for (const table of tables) await sql`drop table ${sql.table(table)}`.execute(tx);
  await migrateInside(tx, path, migrations);
}
