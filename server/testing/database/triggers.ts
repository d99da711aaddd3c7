import { sql } from 'kysely';
import { engineOf } from '../../database/by-engine.ts';
import type { Reader } from '../../database/db.ts';

/** Removes a rule of the database, so that a test can break it. */
export async function dropTrigger(db: Reader, name: string): Promise<void> {
  // On PostgreSQL each trigger has a function of its own, of the same name.
  const statement =
    engineOf(db) === 'sqlite' ? `drop trigger ${name}` : `drop function ${name}() cascade`;
  await sql.raw(statement).execute(db);
}

/**
 * Makes writes fail.
 *
 * @param on as in `insert on orders`, or `update of state on orders`
 * @param when a condition on the row; all rows, where it is missing
 * @returns lets them succeed again
 */
export async function breakWrites(
  db: Reader,
  on: string,
  message: string,
  when = '1 = 1',
): Promise<() => Promise<void>> {
  const statements =
    engineOf(db) === 'sqlite'
      ? [
          `create trigger broken before ${on} when ${when} begin select raise(abort, '${message}'); end`,
        ]
      : [
          `create function broken() returns trigger language plpgsql
             as $body$ begin raise exception '${message}'; end $body$`,
          `create trigger broken before ${on} for each row when (${when}) execute function broken()`,
        ];
  for (const statement of statements) await sql.raw(statement).execute(db);
  return () => dropTrigger(db, 'broken');
}
