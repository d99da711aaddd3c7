import { CompiledQuery } from 'kysely';
import type { Tx } from './open.ts';
import type { Tables } from './tables.ts';

/** Rows in a statement: the same few statements serve every size, so that they stay prepared. */
const BATCH = 100;

/**
 * Inserts many rows with few statements. Kysely's own builder makes a node of every value, which for a thousand rows
 * costs several times SQLite's work; so the text is written here.
 */
export async function insertRows<Table extends keyof Tables>(
  tx: Tx,
  table: Table,
  rows: readonly Tables[Table][],
): Promise<void> {
  await insertBatches(tx, table, rows, '');
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
  await insertBatches(
    tx,
    table,
    rows,
    ` on conflict (${key.join(',')}) do update set ${values.join(',')}`,
  );
}

async function insertBatches<Table extends keyof Tables>(
  tx: Tx,
  table: Table,
  rows: readonly Tables[Table][],
  onConflict: string,
): Promise<void> {
  const columns = columnsOf(rows);
  const rowText = `(${columns.map(() => '?').join(',')})`;
  const insert = `insert into ${table} (${columns.join(',')}) values `;
  for (let start = 0; start < rows.length; start += BATCH) {
    const batch = rows.slice(start, start + BATCH);
    const values: unknown[] = [];
    for (const row of batch) for (const column of columns) values.push(row[column]);
    const text = insert + Array.from(batch, () => rowText).join(',') + onConflict;
    await tx.executeQuery(CompiledQuery.raw(text, values));
  }
}

function columnsOf<Row extends object>(rows: readonly Row[]): (keyof Row & string)[] {
  return Object.keys(rows[0] ?? {}) as (keyof Row & string)[];
}
