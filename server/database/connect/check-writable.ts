import { open, rm, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorCode } from '../../foundation/thrown.ts';
import { engineOf } from '../by-engine.ts';
import type { Db } from '../db.ts';
import { isConnectionLost } from '../postgresql/connection-errors.ts';
import { commitSomething } from './commit-something.ts';

/** Reason why nothing can be written. */
export type WriteFault = 'disk_full' | 'read_only' | 'locked' | 'no_answer' | 'failing';

/** Bytes written in a busy minute; for small disks, a hundredth of the disk. */
const ENOUGH_BYTES = 16 * 1024 * 1024;
const ENOUGH_SHARE = 0.01;

/**
 * Really writes, since a full or read-only disk can still be read.
 *
 * @throws Error for `writeFaultOf`
 */
export async function checkWritable(db: Db, address: string): Promise<'ok' | 'disk_nearly_full'> {
  // The disk of a PostgreSQL server is out of sight.
  if (engineOf(db) === 'postgresql') {
    await commitSomething(db);
    return 'ok';
  }
  try {
    await commitSomething(db);
  } catch (error) {
    // SQLite names most failures of a write alike; the system says which it is.
    if (writeFaultOf(error) === 'failing') await writeBesideIt(address);
    throw error;
  }
  await writeBesideIt(address);
  return await freeSpace(address);
}

/** The database reuses space it already has: only a new file shows whether there is more. */
async function writeBesideIt(databasePath: string): Promise<void> {
  const path = `${databasePath}-health`;
  const file = await open(path, 'w', 0o600);
  try {
    // All of it: a single write may end short, without an error.
    await file.writeFile(Buffer.alloc(65_536, 1));
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

/**
 * Reasons by the codes of SQLite (sqlite.org/rescode.html), of PostgreSQL (errcodes-appendix.html) and of the system.
 */
export function writeFaultOf(error: unknown): WriteFault {
  const code = errorCode(error);
  if (/^(SQLITE_FULL|ENOSPC|EDQUOT|EFBIG|53100)/.test(code)) return 'disk_full';
  if (/^(SQLITE_READONLY|SQLITE_CANTOPEN|EROFS|EACCES|EPERM|25006)/.test(code)) return 'read_only';
  if (/^(SQLITE_BUSY|SQLITE_LOCKED)/.test(code)) return 'locked';
  return isConnectionLost(error) ? 'no_answer' : 'failing';
}
