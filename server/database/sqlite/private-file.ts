import { chmodSync, closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { errorCode } from '../../foundation/thrown.ts';

/**
 * Restricts the file to its owner before anything is in it: it has the portals' secrets. SQLite gives the files it
 * creates beside it (-wal, -shm) the same rights; existing ones are restricted here.
 */
export function makePrivate(path: string): void {
  makeFolder(dirname(path));
  closeSync(openSync(path, 'a', 0o600));
  for (const file of [path, `${path}-wal`, `${path}-shm`]) {
    if (existsSync(file)) chmodOwned(file);
  }
}

/** Like `mkdir -p`; Node's own `recursive` loops for ever where a folder can't be made, as in `/proc`. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Another process has made it meanwhile.
    if (errorCode(error) !== 'EEXIST') throw error;
  }
}

/** Another user's file, which we may only use, keeps its rights. */
function chmodOwned(file: string): void {
  try {
    chmodSync(file, 0o600);
  } catch (error) {
    if (errorCode(error) !== 'EPERM') throw error;
  }
}
