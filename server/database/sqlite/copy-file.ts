import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { UnusableDatabase } from '../database-errors.ts';

/** 4 MiB: the reading process can be stopped between two steps. */
const PAGES_A_STEP = 1_000;

/**
 * Copies a database as it is at one moment, while others write: by SQLite's own backup, in steps, within one read
 * transaction, since each write of another process would begin the copy anew.
 *
 * @param to a new file, readable by its owner alone
 */
export async function copyDatabase(from: string, to: string): Promise<void> {
  closeSync(openSync(to, 'wx', 0o600));
  const source = new Database(from, { readonly: true, timeout: 5_000 });
  try {
    source.exec('begin');
    // The transaction begins with its first read.
    source.prepare('select count(*) from sqlite_master').get();
    await source.backup(to, { progress: () => PAGES_A_STEP });
  } finally {
    source.close();
  }
  const copy = new Database(to);
  try {
    // One file, complete without a -wal; a server turns it into a WAL file again.
    copy.pragma('journal_mode = DELETE');
  } finally {
    copy.close();
  }
}

/**
 * Checks that SQLite finds the file whole, and its references right.
 *
 * @throws UnusableDatabase
 */
export function checkWhole(path: string): void {
  const database = new Database(path, { readonly: true });
  try {
    const found = database.pragma('integrity_check', { simple: true });
    const dangling = database.pragma('foreign_key_check') as unknown[];
    if (found === 'ok' && dangling.length === 0) return;
    throw new UnusableDatabase(`The database ${path} is damaged: ${String(found)}.`);
  } finally {
    database.close();
  }
}

/** Puts a checked file in its place, at once and durably: a crash leaves the former file or this one. */
export function putInPlace(path: string, place: string): void {
  syncFile(path);
  renameSync(path, place);
  syncFile(dirname(place));
}

/**
 * Keeps a file, and SQLite's files beside it, under another name; the file itself stays until another takes its place.
 */
export function keepFormer(path: string, former: string): void {
  try {
    // The last connection to close writes all of the -wal into the file.
    const database = new Database(path);
    database.pragma('wal_checkpoint(TRUNCATE)');
    database.close();
  } catch {
    // A damaged file is kept as it is.
  }
  try {
    linkSync(path, former);
  } catch {
    // The file system has no links.
    copyFileSync(path, former);
  }
  for (const beside of ['-wal', '-shm']) {
    if (existsSync(path + beside)) renameSync(path + beside, former + beside);
  }
}

/** Removes a copy that is not to be kept. */
export function removeCopy(path: string): void {
  for (const file of [path, `${path}-wal`, `${path}-shm`, `${path}-journal`]) {
    rmSync(file, { force: true });
  }
}

function syncFile(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
