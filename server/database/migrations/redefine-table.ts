import { type Kysely, sql } from 'kysely';

/**
 * Makes a table anew with another definition and the same rows, for what SQLite's `alter table` can't change,
 * such as a check (sqlite.org/lang_altertable.html#otheralter). Its indexes, and all triggers that name it, are
 * kept. Foreign keys have to be off: openDatabase() migrates before it turns them on.
 *
 * @param values what columns get in the place of their former value, as SQL
 */
export async function redefineTable(
  db: Kysely<unknown>,
  table: string,
  change: (definition: string) => string,
  values: Readonly<Record<string, string>> = {},
): Promise<void> {
  const { rows } = await sql<{ type: string; name: string; sql: string }>`
    select type, name, sql from sqlite_master where sql is not null
      and (tbl_name = ${table} or (type = 'trigger' and sql like ${`%${table}%`}))`.execute(db);
  const own = rows.find(({ type, name }) => type === 'table' && name === table);
  if (own === undefined) throw new Error(`There is no table ${table}`);
  const changed = change(own.sql);
  if (changed === own.sql) throw new Error(`The definition of ${table} is not as expected`);
  const { rows: columns } = await sql<{ name: string }>`
    select name from pragma_table_info(${table})`.execute(db);
  const names = columns.map(({ name }) => `"${name}"`).join(', ');
  const copied = columns.map(({ name }) => values[name] ?? `"${name}"`).join(', ');
  const triggers = rows.filter(({ type }) => type === 'trigger');
  const indexes = rows.filter(({ type }) => type === 'index');
  const body = changed.slice(changed.indexOf('('));
  for (const statement of [
    ...triggers.map(({ name }) => `drop trigger "${name}"`),
    `create table "${table}_next" ${body}`,
    `insert into "${table}_next" (${names}) select ${copied} from "${table}"`,
    `drop table "${table}"`,
    `alter table "${table}_next" rename to "${table}"`,
    ...indexes.map((index) => index.sql),
    ...triggers.map((trigger) => trigger.sql),
  ]) {
    await sql.raw(statement).execute(db);
  }
}
