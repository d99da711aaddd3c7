import { sql } from 'kysely';
import type { Db } from '../server/database/db.ts';
import { ENGINE } from '../server/testing/test-database.ts';
import {
  declarationsFor,
  declareCustomers,
  declarePlans,
  orderOf,
  reportTransfer,
  startTransfer,
  taxCodes,
} from '../server/testing/test-directory.ts';
import { clientOf, signToken, startTestServer } from '../server/testing/test-server.ts';

/**
 * Size of the tables and indexes for a licence, and for its renewal: `node bench/growth.ts`, and with
 * TEST_DATABASE=postgresql. The figures of docs/scale.md.
 */

const LICENSES = 3_000;
const LINES_OF_AN_ORDER = 50;

interface Size {
  table: string;
  rows: number;
  bytes: number;
  indexBytes: number;
}

const server = await startTestServer({ RATE_LIMIT: '1000000' });
const { db } = server.context;
const client = clientOf(server, await signToken());
await declarePlans(server);
const codes = taxCodes(LICENSES);
const empty = await sizes(db);
await declareCustomers(server, declarationsFor(codes));
const declared = await sizes(db);
report('a licence declared', empty, declared, LICENSES);
const begun = await written(db);
let spent = 0;
for (let start = 0; start < codes.length; start += LINES_OF_AN_ORDER) {
  const input = await orderOf(client, codes.slice(start, start + LINES_OF_AN_ORDER));
  const before = performance.now();
  const { id } = await client.orders.place.mutate(input);
  await reportTransfer(server, await startTransfer(client, id));
  spent += performance.now() - before;
}
report(`a licence renewed, in orders of ${LINES_OF_AN_ORDER}`, declared, await sizes(db), LICENSES);
console.info(
  `placed, started and settled in ${(spent / LICENSES).toFixed(2)} ms a line; written to the log: ${Math.round(((await written(db)) - begun) / LICENSES)} bytes a line`,
);
await server.stop();
// A PostgreSQL of this process ends with it.
process.exit(0);

/** Size on disk, by table. */
async function sizes(reader: Db): Promise<Map<string, Size>> {
  const { rows } = await (ENGINE === 'postgresql'
    ? sql<Size>`
        select relname as "table", pg_table_size(oid) as bytes, pg_indexes_size(oid) as "indexBytes", 0 as rows
        from pg_class where relkind = 'r' and relnamespace = current_schema()::regnamespace`
    : sql<Size>`
        select tbl_name as "table", sum(case when type = 'table' then pgsize else 0 end) as bytes,
          sum(case when type = 'index' then pgsize else 0 end) as "indexBytes", 0 as rows
        from dbstat join sqlite_master on sqlite_master.name = dbstat.name group by tbl_name`
  ).execute(reader);
  for (const row of rows) {
    const { rows: counted } = await sql<{ count: number }>`
      select count(*) as count from ${sql.table(row.table)}`.execute(reader);
    row.rows = counted[0]?.count ?? 0;
  }
  return new Map(rows.map((row) => [row.table, row]));
}

/** Bytes of PostgreSQL's write-ahead log so far; SQLite's file is its own measure. */
async function written(reader: Db): Promise<number> {
  if (ENGINE !== 'postgresql') return 0;
  const { rows } = await sql<{ bytes: number }>`
    select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint as bytes`.execute(reader);
  return rows[0]?.bytes ?? 0;
}

function report(
  what: string,
  before: Map<string, Size>,
  after: Map<string, Size>,
  times: number,
): void {
  const grown = [...after.values()].flatMap((size) => {
    const former = before.get(size.table) ?? { rows: 0, bytes: 0, indexBytes: 0 };
    const each = {
      table: size.table,
      rows: round((size.rows - former.rows) / times),
      bytes: Math.round((size.bytes - former.bytes) / times),
      'index bytes': Math.round((size.indexBytes - former.indexBytes) / times),
    };
    return each.rows === 0 && each.bytes === 0 ? [] : [each];
  });
  grown.sort((a, b) => b.bytes + b['index bytes'] - a.bytes - a['index bytes']);
  const sum = (name: 'bytes' | 'index bytes') => grown.reduce((all, one) => all + one[name], 0);
  console.info(`\n${ENGINE}, ${what}: ${sum('bytes')} bytes and ${sum('index bytes')} of indexes`);
  console.table(grown);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
