import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Kysely, sql } from 'kysely';
import {
  ENGINE,
  makeEmptyPostgresql,
  makeTestDatabase,
  type TestDatabase,
} from '../testing/test-database.ts';
import { openDatabase } from './connect/open.ts';
import { PostgresqlDialect } from './postgresql/dialect.ts';

/** The table and the index that only PostgreSQL has. */
const OWN = 'leases';
const OWN_INDEX = 'customers_trigrams';

/** Everything in a PostgreSQL schema, one line each; a trigger by its name. */
type Schema = Record<'columns' | 'indexes' | 'constraints' | 'triggers', string[]>;

/**
 * SQLite's schema is the result of its migrations, PostgreSQL's was written at once. SQLite's own statements are run on
 * PostgreSQL, too, whose two schemas are then compared in its own words.
 */
describe('the schemas of both engines', { skip: ENGINE !== 'postgresql' }, () => {
  const databases: TestDatabase[] = [];
  let ours: Schema;
  let asOnSqlite: Schema;

  before(async () => {
    databases.push(await makeTestDatabase(), await makeEmptyPostgresql());
    const [own, other] = databases.map(({ address }) => connectionTo(address));
    if (own === undefined || other === undefined) throw new Error('There are two');
    ours = await schemaOf(own);
    const { statements, triggers } = await sqliteSchema();
    for (const statement of statements) await sql.raw(inPostgresql(statement)).execute(other);
    asOnSqlite = { ...(await schemaOf(other)), triggers };
    await Promise.all([own.destroy(), other.destroy()]);
  });
  after(async () => {
    for (const database of databases) await database.remove();
  });

  for (const [part, least] of [
    ['columns', 350],
    ['indexes', 100],
    ['constraints', 150],
    ['triggers', 16],
  ] as const) {
    it(`both engines have the same ${part}`, () => {
      assert.ok(asOnSqlite[part].length >= least, `${asOnSqlite[part].length} ${part}`);
      assert.deepEqual(ours[part], asOnSqlite[part]);
    });
  }
});

const connectionTo = (address: string) =>
  new Kysely<unknown>({ dialect: new PostgresqlDialect(address, { connections: 1 }) });

/** The statements of SQLite's tables and indexes, in an order in which they can run, and its triggers. */
async function sqliteSchema(): Promise<{ statements: string[]; triggers: string[] }> {
  const db = await openDatabase(':memory:');
  const { rows } = await sql<{ type: string; name: string; table: string; sql: string }>`
    select type, name, tbl_name as "table", sql from sqlite_master
    where sql is not null and tbl_name not like 'kysely%'`.execute(db);
  await db.destroy();
  const tables = new Map(
    rows.flatMap((row) => (row.type === 'table' ? [[row.name, row.sql]] : [])),
  );
  const ordered = new Set<string>();
  const add = (name: string) => {
    const definition = tables.get(name);
    if (definition === undefined || ordered.has(name)) return;
    for (const [, other = ''] of definition.matchAll(/references "?(\w+)/g)) {
      if (other !== name) add(other);
    }
    ordered.add(name);
  };
  for (const name of tables.keys()) add(name);
  const indexes = rows.filter(({ type }) => type === 'index').map((row) => row.sql);
  const triggers = rows.filter(({ type }) => type === 'trigger');
  return {
    statements: [...[...ordered].map((name) => tables.get(name) ?? ''), ...indexes],
    triggers: triggers.map(({ name, table }) => `${name} on ${table}`).sort(),
  };
}

function inPostgresql(statement: string): string {
  return statement
    .replace(/\) strict(?:, without rowid)?$/, ')')
    .replace(/\binteger\b/g, 'bigint')
    .replace(/\btext\b/g, 'text collate "C"')
    .replace('json_array_length(customer_kinds)', 'json_array_length(customer_kinds::json)');
}

async function schemaOf(db: Kysely<unknown>): Promise<Schema> {
  const lines = async (query: ReturnType<typeof sql<{ line: string }>>) => {
    const { rows } = await query.execute(db);
    return rows.map(({ line }) => line).sort();
  };
  return {
    columns: await lines(sql`
      select concat_ws(' ', table_name, column_name, data_type, collation_name, is_nullable, column_default) as line
      from information_schema.columns
      where table_schema = current_schema() and table_name not like 'kysely%' and table_name <> ${OWN}`),
    // Indexes of unique constraints are named after their columns.
    indexes: await lines(sql`
      select indexdef as line from pg_indexes
      where schemaname = current_schema() and tablename not like 'kysely%' and tablename <> ${OWN}
        and indexname <> ${OWN_INDEX}`),
    constraints: await lines(sql`
      select conrelid::regclass || ' ' || pg_get_constraintdef(oid) as line from pg_constraint
      where connamespace = current_schema()::regnamespace and conrelid::regclass::text not like 'kysely%'
        and conrelid::regclass::text <> ${OWN}`),
    triggers: await lines(sql`
      select tgname || ' on ' || tgrelid::regclass as line from pg_trigger where not tgisinternal`),
  };
}
