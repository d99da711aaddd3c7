import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { Kysely, SqliteDialect, type Transaction } from 'kysely';
import { unusableBecause } from './database-errors.ts';
import { migrate } from './migrate.ts';
import { MIGRATIONS } from './migrations/index.ts';
import { makePrivate } from './private-file.ts';
import { sqliteDialect } from './sqlite-dialect.ts';
import type { Tables } from './tables.ts';

export type Db = Kysely<Tables>;
export type Tx = Transaction<Tables>;

/** For reading: works on the database and inside a transaction alike. */
export type Reader = Db | Tx;

/** How long a statement waits for another process's write, in milliseconds. */
const BUSY_TIMEOUT_MS = 5_000;

const WAL_TRIES = 600;
const WAL_PAUSE_MS = 100;

/**
 * Opens the SQLite file, made if missing, and brings its schema up to date.
 *
 * @param path a file's path, or `:memory:`
 */
export async function openDatabase(path: string): Promise<Db> {
  if (path !== ':memory:') makePrivate(path);
  const sqlite = new Database(path, { timeout: 0 });
  try {
    await useWal(sqlite);
    sqlite.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
    // WAL files reopen with synchronous = NORMAL; only FULL survives a power cut.
    sqlite.pragma('synchronous = FULL');
    await migrate(sqlite, path, MIGRATIONS);
    sqlite.pragma('foreign_keys = ON');
  } catch (error) {
    sqlite.close();
    throw error;
  }
  return new Kysely<Tables>({ dialect: sqliteDialect(sqlite) });
}

/** A second, read-only connection to a file that is already open. */
export function openReadOnly(path: string): Db {
  const database = new Database(path, { readonly: true, timeout: 5_000 });
  return new Kysely<Tables>({ dialect: new SqliteDialect({ database }) });
}

/**
 * As {@link openDatabase}, for a program: ends it with one line where the file or its folder can't be used, or belongs
 * to a newer version.
 */
export async function openDatabaseOrExit(path: string): Promise<Db> {
  try {
    return await openDatabase(path);
  } catch (error) {
    const unusable = unusableBecause(path, error);
    if (unusable === undefined) throw error;
    console.error(unusable.message);
    process.exit(2);
  }
}

/**
 * Several processes may open a new file at once, and only one can turn it into a WAL file. The waiting is done here:
 * two that already hold a read lock would deadlock inside SQLite.
 */
async function useWal(sqlite: Database.Database): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      sqlite.pragma('journal_mode = WAL');
      return;
    } catch (error) {
      if (tries === WAL_TRIES || !isBusy(error)) throw error;
      await sleep(WAL_PAUSE_MS);
    }
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY');
}
