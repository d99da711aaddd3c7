import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import { isPostgresql } from '../../foundation/database-address.ts';
import { errorCode } from '../../foundation/thrown.ts';
import { unusableBecause } from '../database-errors.ts';
import type { Db } from '../db.ts';
import { MIGRATIONS } from '../migrations/index.ts';
import { openPostgresql, openPostgresqlForReading } from '../postgresql/open-postgresql.ts';
import { migrate } from '../sqlite/migrate-sqlite.ts';
import { makePrivate } from '../sqlite/private-file.ts';
import { readingBesideDialect, sqliteDialect } from '../sqlite/sqlite-dialect.ts';
import type { Tables } from '../tables.ts';

/** Longest wait of a statement for another process's write, in milliseconds. */
const BUSY_TIMEOUT_MS = 5_000;

const WAL_TRIES = 600;
const WAL_PAUSE_MS = 100;

/**
 * Opens the database and brings its schema up to date.
 *
 * @param address `postgres://…`, or the path of an SQLite file, which is made if missing, or `:memory:`
 */
export async function openDatabase(address: string): Promise<Db> {
  return isPostgresql(address) ? await openPostgresql(address) : await openSqlite(address);
}

async function openSqlite(path: string): Promise<Db> {
  if (path !== ':memory:') makePrivate(path);
  const sqlite = new Database(path, { timeout: 0 });
  try {
    await useWal(sqlite);
    sqlite.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
    // WAL files reopen with synchronous = NORMAL; only FULL survives a power cut.
    sqlite.pragma('synchronous = FULL');
    await migrate(sqlite, path, MIGRATIONS);
    sqlite.pragma('foreign_keys = ON');
    return new Kysely<Tables>({ dialect: dialectOf(sqlite, path) });
  } catch (error) {
    sqlite.close();
    throw error;
  }
}

function dialectOf(sqlite: Database.Database, path: string): SqliteDialect {
  if (path === ':memory:') return sqliteDialect(sqlite);
  const reader = new Database(path, { readonly: true, timeout: BUSY_TIMEOUT_MS });
  return readingBesideDialect(sqlite, reader);
}

/** A second connection, for reading alone, to a database that is already open. */
export function openReadOnly(address: string): Db {
  if (isPostgresql(address)) return openPostgresqlForReading(address);
  const database = new Database(address, { readonly: true, timeout: BUSY_TIMEOUT_MS });
  return new Kysely<Tables>({ dialect: new SqliteDialect({ database }) });
}

/**
 * Opens as {@link openDatabase}, for a program: ends it with one line where the database can't be used, or belongs to a
 * newer version.
 */
export async function openDatabaseOrExit(address: string): Promise<Db> {
  try {
    return await openDatabase(address);
  } catch (error) {
    const unusable = unusableBecause(address, error);
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
  return errorCode(error).startsWith('SQLITE_BUSY');
}
