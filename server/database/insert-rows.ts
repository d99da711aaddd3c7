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
  const first = rows[0];
  if (first === undefined) return;
  const columns = Object.keys(first) as (keyof Tables[Table] & string)[];
  const rowText = `(${columns.map(() => '?').join(',')})`;
  const insert = `insert into ${table} (${columns.join(',')}) values `;
  for (let start = 0; start < rows.length; start += BATCH) {
    const batch = rows.slice(start, start + BATCH);
    const values: unknown[] = [];
    for (const row of batch) for (const column of columns) values.push(row[column]);
    const text = insert + Array.from(batch, () => rowText).join(',');
    await tx.executeQuery(CompiledQuery.raw(text, values));
  }
}
