import { copyFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { newId } from '../../server/database/id.ts';
import { type Before, type Change, changeOf, type Row, WRITTEN } from './changes.ts';

/** Writes into a copy of the database as it was: on disk like the original, and as durable. */
export function beforeSqlite(path: string): Before {
  const copy = copyOf(path);
  return {
    async changes() {
      copy.prepare('attach ? as live').run(path);
      const changes = WRITTEN.map((table) => readChange(copy, table));
      copy.prepare('detach live').run();
      return changes;
    },
    async rewrite(transactions) {
      const write = copy.transaction((changes: readonly Change[]) => {
        for (const change of changes) writeChange(copy, change);
      });
      const start = performance.now();
      for (const changes of transactions) write.immediate(changes);
      const took = performance.now() - start;
      copy.close();
      for (const suffix of ['', '-wal', '-shm']) rmSync(copy.name + suffix, { force: true });
      return took;
    },
  };
}

function copyOf(path: string): Database.Database {
  const copyPath = join(tmpdir(), `bench-${newId()}.sqlite`);
  const original = new Database(path);
  // All of it is in one file then, for the server and for its floor.
  original.pragma('wal_checkpoint(TRUNCATE)');
  copyFileSync(path, copyPath);
  original.close();
  const copy = new Database(copyPath);
  copy.pragma('journal_mode = WAL');
  copy.pragma('synchronous = FULL');
  copy.pragma('foreign_keys = ON');
  return copy;
}

function readChange(copy: Database.Database, table: string): Change {
  const columns = copy.pragma(`table_info(${table})`) as { name: string; pk: number }[];
  const key = columns.filter(({ pk }) => pk > 0).map(({ name }) => name);
  const now = copy
    .prepare(`select * from live.${table} except select * from main.${table}`)
    .all() as Row[];
  const find = copy.prepare(`select * from main.${table} where ${keyTest(key)}`);
  const then = now.flatMap((row) => find.all(valuesOf(row, key)) as Row[]);
  return changeOf(table, key, now, then);
}

function writeChange(copy: Database.Database, change: Change): void {
  const { table, key, inserted, updated, columns } = change;
  const [first] = inserted;
  if (first !== undefined) {
    const names = Object.keys(first);
    const places = names.map(() => '?').join(',');
    const insert = copy.prepare(`insert into ${table} (${names.join(',')}) values (${places})`);
    for (const row of inserted) insert.run(valuesOf(row, names));
  }
  if (updated.length > 0) {
    const sets = columns.map((column) => `${column} = ?`).join(', ');
    const update = copy.prepare(`update ${table} set ${sets} where ${keyTest(key)}`);
    for (const row of updated) update.run(valuesOf(row, [...columns, ...key]));
  }
}

function keyTest(key: readonly string[]): string {
  return key.map((column) => `${column} = ?`).join(' and ');
}

function valuesOf(row: Row, columns: readonly string[]): unknown[] {
  return columns.map((column) => row[column]);
}
