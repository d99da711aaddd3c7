import { errorCode } from '../../foundation/thrown.ts';
import { isConnectionLost } from '../postgresql/connection-errors.ts';

/** SQLite's codes (sqlite.org/rescode.html) for no room, no right to write, a failing disk, another program's lock. */
const SQLITE = /^SQLITE_(?:FULL|IOERR|READONLY|CANTOPEN|BUSY)/;

/**
 * PostgreSQL's codes (errcodes-appendix.html) for no room and, when all tries and all patience are used up, for
 * conflicts and for waiting in vain.
 */
const POSTGRESQL = new Set(['53100', '40001', '40P01', '55P03', '57014']);

/** Whether the database can't serve any request just now, but may serve a later one. */
export function isUnavailable(error: unknown): boolean {
  const code = errorCode(error);
  return SQLITE.test(code) || POSTGRESQL.has(code) || isConnectionLost(error);
}
