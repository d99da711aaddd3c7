import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { newId } from '../server/database/id.ts';

export type Row = Record<string, unknown>;

/** A copy of an SQLite database as it is, on disk like the original, and as durable. */
export function copyOf(path: string): Database.Database {
  const copyPath = join(tmpdir(), `bench-${newId()}.sqlite`);
  const original = new Database(path, { readonly: true });
  original.prepare('vacuum into ?').run(copyPath);
  original.close();
  const copy = new Database(copyPath);
  copy.pragma('journal_mode = WAL');
  copy.pragma('synchronous = FULL');
  copy.pragma('foreign_keys = ON');
  return copy;
}

export function removeCopy(copy: Database.Database): void {
  copy.close();
  for (const suffix of ['', '-wal', '-shm']) rmSync(copy.name + suffix, { force: true });
}

/** Rows of the database attached as `live` that are new or have changed. */
export function newRows(copy: Database.Database, table: string): Row[] {
  return copy
    .prepare(`select * from live.${table} except select * from main.${table}`)
    .all() as Row[];
}

export function insertAll(copy: Database.Database, table: string, rows: readonly Row[]): void {
  const [first] = rows;
  if (first === undefined) return;
  const columns = Object.keys(first);
  const places = columns.map(() => '?').join(',');
  const insert = copy.prepare(`insert into ${table} (${columns.join(',')}) values (${places})`);
  for (const row of rows) insert.run(columns.map((column) => row[column]));
}
