import { databaseName, isPostgresql } from '../foundation/database-address.ts';
import { errorCode } from '../foundation/thrown.ts';
import { postgresqlProblem } from './postgresql-problems.ts';

/** An unusable database; the message is one line for the person who starts the program. */
export class UnusableDatabase extends Error {
  override name = 'UnusableDatabase';
}

/** The schema is of a newer version, in ways unknown to this one. */
export class NewerDatabase extends UnusableDatabase {
  override name = 'NewerDatabase';

  constructor(path: string, migrations: readonly string[]) {
    super(
      `The database ${path} belongs to a newer version (${migrations.join(', ')}): run that version, or restore the backup made before it.`,
    );
  }
}

/** An encoding that can't hold customers' names. */
export class OtherEncoding extends UnusableDatabase {
  override name = 'OtherEncoding';

  constructor(path: string, encoding: string) {
    super(`The database ${path} has the encoding ${encoding}: create it with “encoding 'UTF8'”.`);
  }
}

/** An upgrade was killed under a version whose upgrades were not one transaction. */
export class HalfMigratedDatabase extends UnusableDatabase {
  override name = 'HalfMigratedDatabase';

  constructor(path: string) {
    super(
      `The database ${path} was left half-way by an interrupted upgrade of an earlier version: restore the backup made before it.`,
    );
  }
}

const PROBLEMS: Record<string, string> = {
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'the file system is read-only',
  ENOTDIR: 'a part of its path is a file',
  EEXIST: 'a part of its path is a file',
  EISDIR: 'it is a folder',
  ENOSPC: 'the disk is full',
  ENOENT: 'its folder can’t be made',
  SQLITE_CANTOPEN: 'it can’t be opened for writing: look at the folder, and at whom it belongs to',
  SQLITE_READONLY: 'it can’t be written: look at whom it belongs to',
  SQLITE_PERM: 'this user may not open it',
  SQLITE_NOTADB: 'it is not an SQLite database',
  SQLITE_CORRUPT: 'it is damaged: restore a backup',
  SQLITE_FULL: 'the disk is full',
  SQLITE_IOERR: 'the disk fails',
  SQLITE_BUSY: 'another process has it locked',
};

/** A failure of the server, or of the file or its folder, as one line; undefined for any other error. */
export function unusableBecause(address: string, error: unknown): UnusableDatabase | undefined {
  if (error instanceof UnusableDatabase) return error;
  const found = isPostgresql(address) ? postgresqlProblem(error) : fileProblem(error);
  if (found === undefined) return undefined;
  const { problem, code } = found;
  return new UnusableDatabase(
    `The database ${databaseName(address)} can’t be used: ${problem} (${code}).`,
  );
}

function fileProblem(error: unknown): { problem: string; code: string } | undefined {
  const code = errorCode(error);
  // SQLITE_IOERR_WRITE and the like: https://www.sqlite.org/rescode.html#extrc
  const problem = PROBLEMS[code] ?? PROBLEMS[code.split('_').slice(0, 2).join('_')];
  return problem === undefined ? undefined : { problem, code };
}
