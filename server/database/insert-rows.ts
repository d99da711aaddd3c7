import { CompiledQuery } from 'kysely';
import { engineOf } from './by-engine.ts';
import type { Tx } from './db.ts';
import { keepStatement } from './kept-statements.ts';
import { storableJson } from './storable-text.ts';
import type { Tables } from './tables.ts';

/** Rows in a statement on SQLite: the same few statements serve every size, so that they stay prepared. */
const BATCH = 100;

/**
 * Inserts many rows with few statements. Kysely's own builder makes a node of every value, which for a thousand rows
 * costs several times the database's work; so the text is written here.
 */
export async function insertRows<Table extends keyof Tables>(
  tx: Tx,
  table: Table,
  rows: readonly Tables[Table][],
): Promise<void> {
  await insertAll(tx, table, rows, '');
}

/** As {@link insertRows}; a row whose key is there already takes the new values. */
export async function upsertRows<Table extends keyof Tables>(
  tx: Tx,
  table: Table,
  rows: readonly Tables[Table][],
  key: readonly (keyof Tables[Table] & string)[],
): Promise<void> {
  const columns = columnsOf(rows).filter((column) => !key.includes(column));
  const values = columns.map((column) => `${column}=excluded.${column}`);
  await insertAll(
    tx,
    table,
    rows,
    ` on conflict (${key.join(',')}) do update set ${values.join(',')}`,
  );
}

/** As {@link insertRows}, for one row; false where the table has a row with its key. */
export async function insertNew<Table extends keyof Tables>(
  tx: Tx,
  table: Table,
  row: Tables[Table],
  key: readonly (keyof Tables[Table] & string)[],
): Promise<boolean> {
  return (await insertAll(tx, table, [row], ` on conflict (${key.join(',')}) do nothing`)) === 1;
}

/** @returns how many rows were inserted or updated */
async function insertAll<Table extends keyof Tables>(
  tx: Tx,
  table: Table,
  rows: readonly Tables[Table][],
  onConflict: string,
): Promise<number> {
  if (rows.length === 0) return 0;
  const columns = columnsOf(rows);
  const insert = `insert into ${table} (${columns.join(',')})`;
  if (engineOf(tx) === 'postgresql') {
    // One parameter and one plan, whatever the number of rows; the table's own row type reads the values.
    const select = `select ${columns.join(',')} from json_populate_recordset(null::${table}, $1)`;
    const text = `${insert} ${select}${onConflict}`;
    keepStatement(text);
    const query = CompiledQuery.raw(text, [storableJson(rows)]);
    const { numAffectedRows } = await tx.executeQuery(query);
    return Number(numAffectedRows);
  }
  let count = 0;
  const rowText = `(${columns.map(() => '?').join(',')})`;
  for (let start = 0; start < rows.length; start += BATCH) {
    const batch = rows.slice(start, start + BATCH);
    const values: unknown[] = [];
    for (const row of batch) for (const column of columns) values.push(row[column]);
    const text = `${insert} values ${Array.from(batch, () => rowText).join(',')}${onConflict}`;
    const { numAffectedRows } = await tx.executeQuery(CompiledQuery.raw(text, values));
    count += Number(numAffectedRows);
  }
  return count;
}

function columnsOf<Row extends object>(rows: readonly Row[]): (keyof Row & string)[] {
  return Object.keys(rows[0] ?? {}) as (keyof Row & string)[];
}
