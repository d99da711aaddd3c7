import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { Kysely, SqliteDialect, sql, type Transaction } from 'kysely';
import { DEFAULT_MIGRATION_TABLE, Migrator } from 'kysely/migration';
import { initial } from './migrations/0001-initial.ts';
import { paymentComplete } from './migrations/0002-payment-complete.ts';
import { traces } from './migrations/0003-traces.ts';
import { gatewaySafety } from './migrations/0005-gateway-safety.ts';
import { planTerms } from './migrations/0006-plan-terms.ts';
import { closedOrders } from './migrations/0007-closed-orders.ts';
import type { Tables } from './tables.ts';

export type Db = Kysely<Tables>;
export type Tx = Transaction<Tables>;

/** What reads: works on the database and inside a transaction alike. */
export type Reader = Db | Tx;

const STATEMENTS_KEPT = 200;

/**
 * Opens the SQLite file, made if missing, and brings its schema up to date.
 *
 * @param path a file's path, or `:memory:`
 */
export async function openDatabase(path: string): Promise<Db> {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true });
  const sqlite = new Database(path, { timeout: 5_000 });
  sqlite.pragma('journal_mode = WAL');
  // WAL files reopen with synchronous = NORMAL; FULL is what survives a power cut.
  sqlite.pragma('synchronous = FULL');
  // Off while tables are made anew, so that the rows that refer to theirs stay: see redefineTable().
  sqlite.pragma('foreign_keys = OFF');
  const db: Db = new Kysely<Tables>({
    dialect: new SqliteDialect({ database: withStatementCache(sqlite) }),
  });
  try {
    await migrate(db, path);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  sqlite.pragma('foreign_keys = ON');
  return db;
}

/** A second connection to a file that is open already, that only reads. */
export function openReadOnly(path: string): Db {
  const database = new Database(path, { readonly: true, timeout: 5_000 });
  return new Kysely<Tables>({ dialect: new SqliteDialect({ database }) });
}

/** As {@link openDatabase}, for a program: ends it with one line where the file belongs to a newer version. */
export async function openDatabaseOrExit(path: string): Promise<Db> {
  try {
    return await openDatabase(path);
  } catch (error) {
    if (!(error instanceof NewerDatabase)) throw error;
    console.error(error.message);
    process.exit(2);
  }
}

/** A newer version has changed the schema in ways that this one doesn't know. */
export class NewerDatabase extends Error {
  constructor(path: string, migrations: readonly string[]) {
    super(
      `The database ${path} belongs to a newer version (${migrations.join(', ')}): run that version, or restore the backup made before it.`,
    );
    this.name = 'NewerDatabase';
  }
}

const MIGRATIONS = {
  '0001-initial': initial,
  '0002-payment-complete': paymentComplete,
  '0003-traces': traces,
  '0005-gateway-safety': gatewaySafety,
  '0006-plan-terms': planTerms,
  '0007-closed-orders': closedOrders,
};

async function migrate(db: Db, path: string): Promise<void> {
  const provider = { getMigrations: async () => MIGRATIONS };
  const migrator = new Migrator({ db, provider });
  const unknown = (await executedMigrations(db)).filter((name) => !Object.hasOwn(MIGRATIONS, name));
  if (unknown.length > 0) throw new NewerDatabase(path, unknown);
  const { error, results = [] } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
  if (results.length > 0) await checkForeignKeys(db, path);
}

/** They were off while the schema changed. */
async function checkForeignKeys(db: Db, path: string): Promise<void> {
  const { rows } = await sql`pragma foreign_key_check`.execute(db);
  if (rows.length > 0)
    throw new Error(`${path}: ${rows.length} rows refer to rows that are missing`);
}

/** As Kysely keeps them; none in a new file. */
async function executedMigrations(db: Db): Promise<string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some(({ name }) => name === DEFAULT_MIGRATION_TABLE)) return [];
  const { rows } = await sql<{ name: string }>`
    select name from ${sql.table(DEFAULT_MIGRATION_TABLE)} order by name`.execute(db);
  return rows.map(({ name }) => name);
}

/**
 * Kysely prepares each statement anew, which costs half the time of small queries; and it begins
 * transactions as deferred, which fail with SQLITE_BUSY when two processes both go on to write.
 */
function withStatementCache(sqlite: Database.Database) {
  const statements = new Map<string, Database.Statement>();
  return {
    close: () => void sqlite.close(),
    prepare(text: string) {
      const sql = text === 'begin' ? 'begin immediate' : text;
      const cached = statements.get(sql);
      if (cached !== undefined) return cached;
      const statement = sqlite.prepare(sql);
      const oldest = statements.keys().next().value;
      if (statements.size >= STATEMENTS_KEPT && oldest !== undefined) statements.delete(oldest);
      statements.set(sql, statement);
      return statement;
    },
  };
}
