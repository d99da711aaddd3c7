import { sql } from 'kysely';
import { engineOf } from '../../database/by-engine.ts';
import type { Db } from '../../database/db.ts';
import { tablesWithIds } from './owners.ts';

/** Notes which rows are written from now on. */
export async function watchWrites(db: Db): Promise<void> {
  const tables = await tablesWithIds(db);
  await sql`create table written (name text not null, row_id text not null)`.execute(db);
  const isSqlite = engineOf(db) === 'sqlite';
  if (!isSqlite) {
    await sql
      .raw(
        `create function note_write() returns trigger language plpgsql as $body$ begin
           insert into written values (tg_table_name, coalesce(new.id, old.id)::text);
           return null;
         end $body$`,
      )
      .execute(db);
  }
  for (const { name } of tables) {
    for (const event of ['insert', 'update', 'delete']) {
      const id = event === 'delete' ? 'old.id' : 'new.id';
      const trigger = `create trigger written_${name}_${event} after ${event} on ${name} for each row`;
      const action = isSqlite
        ? `begin insert into written values ('${name}', ${id}); end`
        : 'execute function note_write()';
      await sql.raw(`${trigger} ${action}`).execute(db);
    }
  }
}

/** Forgets the writes of calls before. */
export async function forgetWrites(db: Db): Promise<void> {
  await sql`delete from written`.execute(db);
}

/** The rows written since, by table and id. */
export async function readWrites(db: Db): Promise<{ table: string; id: string }[]> {
  const { rows } = await sql<{ name: string; row_id: string }>`
    select distinct name, row_id from written`.execute(db);
  return rows.map(({ name, row_id }) => ({ table: name, id: row_id }));
}
