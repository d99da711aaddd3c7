import { realpathSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { isPostgresql } from '../../foundation/database-address.ts';
import { UnusableDatabase, unusableBecause } from '../database-errors.ts';
import { makePrivate } from './private-file.ts';

/**
 * Longest wait of a starting server for the one that it replaces, which ends within 11 seconds of its stop:
 * milliseconds.
 */
const PATIENCE_MS = 13_000;
const PAUSE_MS = 100;

/** Claims in force: a connection without a reference would be closed. */
const held = new Set<Database.Database>();

/** Another server process has the file. */
export class ClaimedFile extends UnusableDatabase {
  override name = 'ClaimedFile';

  constructor(path: string) {
    super(
      `The database ${path} can’t be used: another server process has it, and one has an SQLite file to itself.`,
    );
  }
}

/**
 * Claims an SQLite file for this server process, whose live updates and limits are in its memory: another one must not
 * serve the same file. The claim is SQLite's exclusive lock of an empty file beside it; the operating system ends it with
 * the process, however that ends, and nothing is left to tidy.
 *
 * @param onWait called once, when another process has the file
 * @returns gives the file up
 * @throws ClaimedFile when another process has it for longer than a stop takes
 */
export async function claimFile(
  path: string,
  { patienceMs = PATIENCE_MS, onWait = () => {} } = {},
): Promise<() => void> {
  makePrivate(path);
  const lock = new Database(`${realpathSync(path)}-server`, { timeout: 0 });
  const end = performance.now() + patienceMs;
  try {
    for (let tries = 1; !tryLock(lock); tries++) {
      if (performance.now() >= end) throw new ClaimedFile(path);
      if (tries === 1) onWait();
      await sleep(PAUSE_MS);
    }
  } catch (error) {
    lock.close();
    throw error;
  }
  held.add(lock);
  return () => {
    held.delete(lock);
    lock.close();
  };
}

/** Claims as {@link claimFile}, for the server: ends it with one line; on PostgreSQL there is nothing to claim. */
export async function claimFileOrExit(address: string, onWait: () => void): Promise<void> {
  if (isPostgresql(address)) return;
  try {
    await claimFile(address, { onWait });
  } catch (error) {
    const unusable = unusableBecause(address, error);
    if (unusable === undefined) throw error;
    console.error(unusable.message);
    process.exit(2);
  }
}

function tryLock(lock: Database.Database): boolean {
  try {
    lock.exec('begin exclusive');
    return true;
  } catch (error) {
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return false;
    throw error;
  }
}
