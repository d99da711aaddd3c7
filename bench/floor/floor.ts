import { isPostgresql } from '../../server/foundation/database-address.ts';
import type { Before } from './changes.ts';
import { beforePostgresql } from './postgresql-floor.ts';
import { beforeSqlite } from './sqlite-floor.ts';

/**
 * Remembers a database, so that what the server writes next can be written once more by the bare driver, and timed. The
 * server must not write while the floor is measured.
 */
export async function before(address: string): Promise<Before> {
  return isPostgresql(address) ? await beforePostgresql(address) : beforeSqlite(address);
}
