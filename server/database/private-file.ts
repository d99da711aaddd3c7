import { chmodSync, closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Sees to it that the file is its owner's alone before anything is in it: it has the portals' secrets. SQLite
 * gives the files that it makes beside it (-wal, -shm) the same rights; those that are there already get them here.
 */
export function makePrivate(path: string): void {
  makeFolder(dirname(path));
  closeSync(openSync(path, 'a', 0o600));
  for (const file of [path, `${path}-wal`, `${path}-shm`]) {
    if (existsSync(file)) chmodOwned(file);
  }
}

/** As `mkdir -p`; Node's own `recursive` goes round for ever where a folder takes none, as `/proc`. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Another process has made it meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** A file of another user, that we may only use, stays as its owner wants it. */
function chmodOwned(file: string): void {
  try {
    chmodSync(file, 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') throw error;
  }
}
