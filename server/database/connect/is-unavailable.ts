import { isConnectionLost } from '../postgresql/connection-errors.ts';

/** SQLite's codes (sqlite.org/rescode.html) for no room, no right to write, a failing disk, another program's lock. */
const SQLITE = /^SQLITE_(?:FULL|IOERR|READONLY|CANTOPEN|BUSY)/;

/**
 * Of PostgreSQL (errcodes-appendix.html): no room; or, when all tries and all patience are used up, others in the way, and
 * waiting for a turn.
 */
const POSTGRESQL = new Set(['53100', '40001', '40P01', '55P03', '57014']);

/** Whether the database can't do just now what it is asked, whatever that is: asked again later, it may. */
export function isUnavailable(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return SQLITE.test(code) || POSTGRESQL.has(code) || isConnectionLost(error);
}
