import { sql, type Transaction } from 'kysely';
import { DEFAULT_MIGRATION_TABLE } from 'kysely/migration';
import type { Tx } from '../../server/database/db.ts';
import { tablesOf } from '../../server/database/executed-migrations.ts';
import { insertRows } from '../../server/database/insert-rows.ts';
import { POSTGRESQL_MIGRATIONS } from '../../server/database/migrations/index.ts';
import {
  migrateInTransaction,
  requireUtf8,
} from '../../server/database/postgresql/migrate-postgresql.ts';
import { APPLICATION_NAME } from '../../server/database/postgresql/pool.ts';
import { runLongTransaction } from '../../server/database/postgresql/run-long-transaction.ts';
import type { Tables } from '../../server/database/tables.ts';
import { databaseName } from '../../server/foundation/database-address.ts';
import { checkMoney } from '../../server/payments/settlement/check-money.ts';
import { Problem } from '../db-copy.ts';
import { bare } from './bare-tables.ts';
import { batchesOf, type Row, TableDigest } from './rows.ts';
import type { SourceFile } from './source-file.ts';

/** Longest wait for others' locks on the target, in milliseconds. */
const LOCK_TIMEOUT_MS = 10_000;

/** A table of the source, and what is in it. */
interface MovedTable {
  name: string;
  columns: string[];
  digest: TableDigest;
}

export interface Moved {
  tables: number;
  rows: number;
  /** Whether the target had all rows before. */
  wasThere: boolean;
}

/**
 * Copies all rows into an empty PostgreSQL database, and checks them there, all in one transaction that makes the
 * schema, too: killed at any moment, it leaves nothing, and a server that starts meanwhile waits for its end.
 *
 * @param say called with each table that has rows, when it is copied
 * @throws Problem where the target is used or holds anything else, or where the copy is not like the source
 */
export async function moveDatabase(
  source: SourceFile,
  to: string,
  say: (table: string, rows: number) => void,
): Promise<Moved> {
  const name = databaseName(to);
  return await runLongTransaction(asMover(to), async (tx) => {
    await prepare(tx, name, source);
    const names = source.tables.map((table) => table.name);
    const addRules = await bare(tx, names);
    if (await hasRows(tx, source)) return await recognise(tx, name, source);
    const tables: MovedTable[] = [];
    for (const table of source.tables) {
      const digest = await copy(tx, source, table);
      if (digest.rows > 0) say(table.name, digest.rows);
      tables.push({ ...table, digest });
    }
    await addRules();
    await verify(tx, tables);
    // Without it, the first queries would be planned as for empty tables.
    await sql`analyze`.execute(tx);
    return summaryOf(tables, false);
  });
}

/** A name that no server's connections have. */
function asMover(to: string): string {
  const name = encodeURIComponent(`${APPLICATION_NAME} db:move`);
  return `${to}${to.includes('?') ? '&' : '?'}application_name=${name}`;
}

async function prepare(tx: Tx, name: string, source: SourceFile): Promise<void> {
  const untyped = tx as unknown as Transaction<unknown>;
  await requireUtf8(untyped, name);
  // From PostgreSQL 14 on: where this process is killed, a long statement ends, too.
  await sql`select set_config(name, '1000', true) from pg_settings
    where name = 'client_connection_check_interval'`.execute(tx);
  const found = await tablesOf(untyped);
  if (found.length > 0 && !found.includes(DEFAULT_MIGRATION_TABLE)) {
    throw new Problem(
      `The target ${name} holds tables of something else (${found[0]}): name an empty database.`,
    );
  }
  await migrateInTransaction(untyped, name, POSTGRESQL_MIGRATIONS);
  await sql`set local lock_timeout = ${sql.lit(LOCK_TIMEOUT_MS)}`.execute(tx);
  const { rows } = await sql<{ connections: number }>`
    select count(*) as connections from pg_stat_activity
    where datname = current_database() and application_name = ${APPLICATION_NAME}`.execute(tx);
  if (rows[0]?.connections !== 0) {
    throw new Problem(`A server is connected to the target ${name}: stop it first.`);
  }
  const there = new Set(await tablesOf(untyped));
  const missing = source.tables.filter((table) => !there.has(table.name));
  if (missing.length > 0) {
    throw new Problem(`The target ${name} has no table ${missing.map((table) => table.name)}.`);
  }
}

async function hasRows(tx: Tx, source: SourceFile): Promise<boolean> {
  for (const { name } of source.tables) {
    const { rows } = await sql`select 1 from ${sql.table(name)} limit 1`.execute(tx);
    if (rows.length > 0) return true;
  }
  return false;
}

/** A move that was cut off after its commit is finished; a second call finds that out. */
async function recognise(tx: Tx, name: string, source: SourceFile): Promise<Moved> {
  const tables: MovedTable[] = [];
  for (const table of source.tables) {
    const digest = new TableDigest(table.columns);
    for (const row of source.rowsOf(table.name)) digest.add(row);
    if (!(await digestOf(tx, { ...table, digest })).equals(digest)) {
      throw new Problem(
        `The target ${name} holds other data already (${table.name}): name an empty database.`,
      );
    }
    tables.push({ ...table, digest });
  }
  return summaryOf(tables, true);
}

async function copy(
  tx: Tx,
  source: SourceFile,
  table: { name: string; columns: string[] },
): Promise<TableDigest> {
  const digest = new TableDigest(table.columns);
  for (const batch of batchesOf(source.rowsOf(table.name), digest)) {
    // A table named by the schema alone has rows of an unknown type.
    await insertRows(tx, table.name as keyof Tables, batch as never);
  }
  return digest;
}

async function verify(tx: Tx, tables: readonly MovedTable[]): Promise<void> {
  for (const table of tables) {
    const found = await digestOf(tx, table);
    if (found.equals(table.digest)) continue;
    throw new Problem(
      `The copy of ${table.name} differs (${found.rows} rows of ${table.digest.rows}): nothing was moved.`,
    );
  }
  const faults = await checkMoney(tx);
  const [fault] = faults;
  if (fault === undefined) return;
  throw new Problem(
    `The money does not add up: ${faults.length} faults, such as ${fault.kind} ${fault.id}. Nothing was moved; look at them with npm run check:money.`,
  );
}

/** Reads the whole table, in batches as large as the source's rows allow. */
async function digestOf(tx: Tx, { name, columns, digest }: MovedTable): Promise<TableDigest> {
  const found = new TableDigest(columns);
  await sql`declare moved no scroll cursor for select * from ${sql.table(name)}`.execute(tx);
  for (;;) {
    const { rows } = await sql<Row>`fetch ${sql.lit(digest.rowsAtOnce)} from moved`.execute(tx);
    if (rows.length === 0) break;
    for (const row of rows) found.add(row);
  }
  await sql`close moved`.execute(tx);
  return found;
}

function summaryOf(tables: readonly MovedTable[], wasThere: boolean): Moved {
  const rows = tables.reduce((sum, { digest }) => sum + digest.rows, 0);
  return { tables: tables.length, rows, wasThere };
}
