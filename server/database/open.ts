import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { Kysely, SqliteDialect, type Transaction } from 'kysely';
import { Migrator } from 'kysely/migration';
import { initial } from './migrations/0001-initial.ts';
import { paymentComplete } from './migrations/0002-payment-complete.ts';
import { traces } from './migrations/0003-traces.ts';
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
  sqlite.pragma('foreign_keys = ON');
  const db: Db = new Kysely<Tables>({
    dialect: new SqliteDialect({ database: withStatementCache(sqlite) }),
  });
  await migrate(db);
  return db;
}

async function migrate(db: Db): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: {
      getMigrations: async () => ({
        '0001-initial': initial,
        '0002-payment-complete': paymentComplete,
        '0003-traces': traces,
      }),
    },
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
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
