import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { Kysely } from 'kysely';
import { DEFAULT_MIGRATION_TABLE } from 'kysely/migration';
import { isUpToDate, tablesOf } from '../../server/database/executed-migrations.ts';
import { MIGRATIONS } from '../../server/database/migrations/index.ts';
import { sqliteDialect } from '../../server/database/sqlite/sqlite-dialect.ts';
import { Problem } from '../db-copy.ts';
import type { Row } from './rows.ts';

/** An SQLite file that nobody else can open meanwhile, and that stays as it is. */
export interface SourceFile {
  /** All tables except those of the migrations, of which each engine has its own. */
  tables: { name: string; columns: string[] }[];
  rowsOf(table: string): Iterable<Row>;
  close(): void;
}

/** @throws Problem where another program has the file open, or where its schema is not the newest */
export async function openSource(path: string): Promise<SourceFile> {
  if (!existsSync(path)) throw new Problem(`There is no database at ${path}.`);
  const sqlite = new Database(path, { timeout: 0 });
  try {
    lock(sqlite, path);
    const db = new Kysely<unknown>({ dialect: sqliteDialect(sqlite) });
    if (!(await isUpToDate(db, path, MIGRATIONS))) {
      throw new Problem(
        `The database ${path} is of an earlier version: back it up, and start this version’s server on it once.`,
      );
    }
    const names = await tablesOf(db);
    return {
      tables: names
        .filter((name) => !name.startsWith(DEFAULT_MIGRATION_TABLE))
        .map((name) => ({ name, columns: columnsOf(sqlite, name) })),
      rowsOf: (table) => sqlite.prepare<[], Row>(`select * from "${table}"`).iterate(),
      close: () => sqlite.close(),
    };
  } catch (error) {
    sqlite.close();
    throw error;
  }
}

/**
 * Every connection to a WAL file holds a shared lock of the file itself as long as it is open
 * (https://www.sqlite.org/wal.html, section 2.3): an exclusive one shows that there is none, idle servers included.
 */
function lock(sqlite: Database.Database, path: string): void {
  try {
    sqlite.pragma('locking_mode = EXCLUSIVE');
    sqlite.exec('begin exclusive');
  } catch (error) {
    if (!(error instanceof Database.SqliteError) || !/^SQLITE_(BUSY|LOCKED)/.test(error.code)) {
      throw error;
    }
    throw new Problem(`A server, or another program, has ${path} open: stop it first.`);
  }
}

function columnsOf(sqlite: Database.Database, table: string): string[] {
  return (sqlite.pragma(`table_info("${table}")`) as { name: string }[]).map(({ name }) => name);
}
