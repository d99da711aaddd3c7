import { sql } from 'kysely';
import { engineOf } from './by-engine.ts';
import type { Tx } from './db.ts';
import { storableJson } from './storable-text.ts';
import type { Tables } from './tables.ts';

/**
 * Sets columns of many rows, each to its own values, by one statement. All rows name the same columns, and their ids.
 */
export async function updateRows<
  Table extends 'customers' | 'order_lines' | 'licenses' | 'license_periods' | 'payment_links',
  Column extends keyof Tables[Table],
>(tx: Tx, table: Table, rows: readonly Pick<Tables[Table], Column | 'id'>[]): Promise<void> {
  const [first] = rows;
  if (first === undefined) return;
  const columns = Object.keys(first).filter((column) => column !== 'id');
  if (engineOf(tx) === 'postgresql') {
    const values = columns.map((name) => sql`${sql.ref(name)} = value.${sql.ref(name)}`);
    await sql`update ${sql.table(table)} set ${sql.join(values)}
      from json_populate_recordset(null::${sql.table(table)}, ${storableJson(rows)}) as value
      where ${sql.ref(`${table}.id`)} = value.id`.execute(tx);
    return;
  }
  const values = columns.map((name) => sql`${sql.ref(name)} = value ->> ${sql.lit(name)}`);
  await sql`update ${sql.table(table)} set ${sql.join(values)}
    from json_each(${JSON.stringify(rows)}) where ${sql.ref(`${table}.id`)} = value ->> 'id'`.execute(
    tx,
  );
}
