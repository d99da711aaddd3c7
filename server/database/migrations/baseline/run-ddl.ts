import { type Kysely, PostgresAdapter, sql } from 'kysely';

/**
 * Runs schema statements written for SQLite's strict tables, whose two types are, on PostgreSQL, a 64-bit integer and a
 * text that is compared by its bytes, as SQLite does, whatever the database's collation.
 */
export async function runDdl(db: Kysely<unknown>, statements: readonly string[]): Promise<void> {
  const isPostgresql = db.getExecutor().adapter instanceof PostgresAdapter;
  for (const statement of statements) {
    const text = isPostgresql ? inPostgresql(statement) : statement;
    await sql.raw(text).execute(db);
  }
}

function inPostgresql(statement: string): string {
  if (!/^(?:create|alter) table /.test(statement)) return statement;
  return statement
    .replace(/\) strict(?:, without rowid)?$/, ')')
    .replace(/^(\s*|alter table \w+ add column )(\w+) integer\b/gm, '$1$2 bigint')
    .replace(/^(\s*|alter table \w+ add column )(\w+) text\b/gm, '$1$2 text collate "C"');
}
