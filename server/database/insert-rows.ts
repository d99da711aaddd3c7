import { CompiledQuery } from 'kysely';
import { engineOf } from './by-engine.ts';
import type { Tx } from './db.ts';
import { keepStatement } from './kept-statements.ts';
import { storableJson } from './storable-text.ts';
import type { Tables } from './tables.ts';

/** Number of rows in a statement on SQLite: the same few statements serve every size, so that they stay prepared. */
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

/** Like {@link insertRows}; a row whose key exists already takes the new values. */
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

/** Like {@link insertRows}, for one row; false where the table has a row with its key. */
export async function insertNew<Table extends keyof Tables>(
  tx: Tx,
  table: Table,
  row: Tables[Table],
  key: readonly (keyof Tables[Table] & string)[],
): Promise<boolean> {
  return (await insertAll(tx, table, [row], ` on conflict (${key.join(',')}) do nothing`)) === 1;
}

/** Rows to be inserted, by table. */
type RowsByTable = { [Table in keyof Tables]?: readonly Tables[Table][] };

/**
 * Like {@link insertRows}, into several tables: by one statement on PostgreSQL, which checks their references at its
 * end.
 *
 * @param rows in the order in which they refer to each other
 */
export async function insertTogether(tx: Tx, rows: RowsByTable): Promise<void> {
  const tables = (Object.keys(rows) as (keyof Tables)[]).filter((table) => rows[table]?.length);
  if (engineOf(tx) === 'sqlite') {
    for (const table of tables) await insertAll(tx, table, rows[table] ?? [], '');
    return;
  }
  const inserts = tables.map((table, index) => insertText(table, rows[table] ?? [], index + 1));
  const last = inserts.pop();
  if (last === undefined) return;
  const before = inserts.map((insert, index) => `rows_${index + 1} as (${insert})`);
  const text = before.length === 0 ? last : `with ${before.join(', ')} ${last}`;
  await executeKept(
    tx,
    text,
    tables.map((table) => storableJson(rows[table] ?? [])),
  );
}

/** One parameter and one plan, whatever the number of rows; the table's own row type reads the values. */
function insertText(table: keyof Tables, rows: readonly object[], parameter: number): string {
  const columns = columnsOf(rows).join(',');
  return `insert into ${table} (${columns}) select ${columns} from json_populate_recordset(null::${table}, $${parameter})`;
}

async function executeKept(tx: Tx, text: string, values: readonly string[]): Promise<number> {
  keepStatement(text);
  const { numAffectedRows } = await tx.executeQuery(CompiledQuery.raw(text, [...values]));
  return Number(numAffectedRows);
}

/** @returns how many rows were inserted or updated */
async function insertAll<Table extends keyof Tables>(
  tx: Tx,
  table: Table,
  rows: readonly Tables[Table][],
  onConflict: string,
): Promise<number> {
  if (rows.length === 0) return 0;
  if (engineOf(tx) === 'postgresql') {
    return await executeKept(tx, insertText(table, rows, 1) + onConflict, [storableJson(rows)]);
  }
  const columns = columnsOf(rows);
  const insert = `insert into ${table} (${columns.join(',')})`;
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
