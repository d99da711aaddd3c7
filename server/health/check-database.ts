import { open, rm, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from '../context/context.ts';
import { commitSomething } from '../database/commit-something.ts';

export type DatabaseHealth =
  | 'ok'
  | 'disk_full'
  | 'disk_nearly_full'
  | 'read_only'
  | 'locked'
  | 'no_answer'
  | 'failing';

/** A check writes to the disk twice, so it runs at most this often, in milliseconds. */
const INTERVAL_MS = 1_000;

/** A disk that takes longer counts as not answering, in milliseconds. */
const PATIENCE_MS = 5_000;

/** Bytes written in a busy minute; for small disks, a hundredth of the disk. */
const ENOUGH_BYTES = 16 * 1024 * 1024;
const ENOUGH_SHARE = 0.01;

const looks = new WeakMap<Context, { at: number; state: Promise<DatabaseHealth> }>();

/** Whether orders and money can be written. It really writes, since a full or read-only disk can still be read. */
export async function checkDatabase(context: Context): Promise<DatabaseHealth> {
  const last = looks.get(context);
  const now = performance.now();
  if (last !== undefined && now - last.at < INTERVAL_MS) return await last.state;
  const state = look(context);
  looks.set(context, { at: now, state });
  return await state;
}

async function look(context: Context): Promise<DatabaseHealth> {
  const looking = commitSomething(context.db)
    .then(() => writeBesideIt(context.config.databasePath))
    .then(() => freeSpace(context.config.databasePath))
    .catch((error: unknown) => {
      context.log('database.not_writable', { error: String(error) });
      return reasonOf(error);
    });
  return await Promise.race([looking, sleep(PATIENCE_MS, 'no_answer' as const, { ref: false })]);
}

/** The database reuses space it already has: only a new file shows whether there is more. */
async function writeBesideIt(databasePath: string): Promise<void> {
  const path = `${databasePath}-health`;
  const file = await open(path, 'w', 0o600);
  try {
    await file.write(Buffer.alloc(65_536, 1));
    await file.sync();
  } finally {
    await file.close();
    await rm(path, { force: true });
  }
}

async function freeSpace(databasePath: string): Promise<'ok' | 'disk_nearly_full'> {
  const { bavail, blocks, bsize } = await statfs(dirname(databasePath));
  // Some file systems don't report their size.
  if (blocks === 0) return 'ok';
  const enough = Math.min(ENOUGH_BYTES, blocks * bsize * ENOUGH_SHARE);
  return bavail * bsize < enough ? 'disk_nearly_full' : 'ok';
}

/** By SQLite's and the system's codes: https://www.sqlite.org/rescode.html */
function reasonOf(error: unknown): DatabaseHealth {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (/^(SQLITE_FULL|ENOSPC|EDQUOT|EFBIG)/.test(code)) return 'disk_full';
  if (/^(SQLITE_READONLY|SQLITE_CANTOPEN|EROFS|EACCES|EPERM)/.test(code)) return 'read_only';
  if (/^(SQLITE_BUSY|SQLITE_LOCKED)/.test(code)) return 'locked';
  return 'failing';
}
