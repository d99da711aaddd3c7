import { sql } from 'kysely';
import type { Tx } from '../../server/database/db.ts';

/**
 * Locks the tables, and removes rules that would only hinder the copying: triggers, and references, which would
 * prescribe an order even within a table.
 *
 * @returns restores the rules, checking all references
 */
export async function bare(tx: Tx, tables: readonly string[]): Promise<() => Promise<void>> {
  const list = sql.join(tables.map((table) => sql.table(table)));
  await sql`lock table ${list} in access exclusive mode`.execute(tx);
  const { rows: references } = await sql<{ table: string; name: string; definition: string }>`
    select conrelid::regclass::text as "table", conname as name, pg_get_constraintdef(oid) as definition
    from pg_constraint where contype = 'f' and connamespace = current_schema()::regnamespace`.execute(
    tx,
  );
  for (const { table, name } of references) {
    await sql`alter table ${sql.raw(table)} drop constraint ${sql.id(name)}`.execute(tx);
  }
  for (const table of tables) {
    await sql`alter table ${sql.table(table)} disable trigger user`.execute(tx);
  }
  return async () => {
    for (const { table, name, definition } of references) {
      await sql`alter table ${sql.raw(table)} add constraint ${sql.id(name)} ${sql.raw(definition)}`.execute(
        tx,
      );
    }
    for (const table of tables) {
      await sql`alter table ${sql.table(table)} enable trigger user`.execute(tx);
    }
  };
}
