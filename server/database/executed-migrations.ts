import { type Kysely, sql } from 'kysely';
import { DEFAULT_MIGRATION_TABLE, type Migration } from 'kysely/migration';
import { engineOf } from './by-engine.ts';
import { NewerDatabase } from './database-errors.ts';

export type Migrations = Readonly<Record<string, Migration>>;

/**
 * Whether all migrations have been carried out.
 *
 * @param name the database, as messages name it
 * @throws NewerDatabase
 */
export async function isUpToDate(
  db: Kysely<unknown>,
  name: string,
  migrations: Migrations,
): Promise<boolean> {
  const executed = new Set(await executedMigrations(db));
  const unknown = [...executed].filter((one) => !Object.hasOwn(migrations, one));
  if (unknown.length > 0) throw new NewerDatabase(name, unknown);
  return Object.keys(migrations).every((one) => executed.has(one));
}

/** The names of the database's tables. */
export async function tablesOf(db: Kysely<unknown>): Promise<string[]> {
  const names =
    engineOf(db) === 'sqlite'
      ? sql<{ name: string }>`
          select name from sqlite_master where type = 'table' and name not like 'sqlite\\_%' escape '\\'`
      : sql<{
          name: string;
        }>`select tablename as name from pg_tables where schemaname = current_schema()`;
  const { rows } = await names.execute(db);
  return rows.map(({ name }) => name);
}

/** Listed in Kysely's own table; none in a new database. */
async function executedMigrations(db: Kysely<unknown>): Promise<string[]> {
  if (!(await tablesOf(db)).includes(DEFAULT_MIGRATION_TABLE)) return [];
  const { rows } = await sql<{ name: string }>`
    select name from ${sql.table(DEFAULT_MIGRATION_TABLE)} order by name`.execute(db);
  return rows.map(({ name }) => name);
}
