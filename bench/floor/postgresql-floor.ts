import pg from 'pg';
import { type Before, type Change, changeOf, type Row, WRITTEN } from './changes.ts';

/**
 * Takes back the server's changes, and writes them again. The former rows come from a transaction that still sees them.
 */
export async function beforePostgresql(url: string): Promise<Before> {
  const snapshot = await connect(url);
  await snapshot.query('begin isolation level repeatable read read only');
  const { rows } = await snapshot.query<{ next: string }>(
    'select pg_snapshot_xmax(pg_current_snapshot())::text as next',
  );
  const next = rows[0]?.next ?? '';
  return {
    async changes() {
      const live = await connect(url);
      const changes: Change[] = [];
      const former = new Map<string, Row[]>();
      for (const table of WRITTEN) {
        const key = await keyOf(live, table);
        const now = await live.query<Row>(
          `select * from ${table} where xmin::text::bigint >= $1 order by ctid`,
          [next],
        );
        const then = await snapshot.query<Row>(
          `select ${table}.* from ${table} join json_populate_recordset(null::${table}, $1) as row using (${key.join(',')})`,
          [JSON.stringify(now.rows)],
        );
        changes.push(changeOf(table, key, now.rows, then.rows));
        former.set(table, then.rows);
      }
      await snapshot.end();
      await takeBack(live, changes, former);
      await live.end();
      return changes;
    },
    async rewrite(transactions, clients = 1) {
      const connections = await Promise.all(Array.from({ length: clients }, () => connect(url)));
      const waiting = [...transactions];
      const start = performance.now();
      await Promise.all(
        connections.map(async (client) => {
          for (let changes = waiting.shift(); changes; changes = waiting.shift()) {
            await client.query('begin');
            for (const change of changes) await writeChange(client, change);
            await client.query('commit');
          }
        }),
      );
      const took = performance.now() - start;
      for (const client of connections) await client.end();
      return took;
    },
  };
}

async function connect(url: string): Promise<pg.Client> {
  const types = new pg.TypeOverrides();
  types.setTypeParser(pg.types.builtins.INT8, Number);
  const client = new pg.Client({ connectionString: url, types });
  await client.connect();
  return client;
}

async function keyOf(client: pg.Client, table: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select attname as name from pg_index join pg_attribute on attrelid = indrelid and attnum = any(indkey)
     where indrelid = $1::regclass and indisprimary`,
    [table],
  );
  return rows.map(({ name }) => name);
}

/** Without triggers and references, which hold for the server. */
async function takeBack(
  client: pg.Client,
  changes: readonly Change[],
  former: ReadonlyMap<string, Row[]>,
): Promise<void> {
  await client.query('begin; set local session_replication_role = replica');
  for (const change of changes) {
    const { table, key, inserted, columns } = change;
    if (inserted.length > 0) {
      await client.query(
        `delete from ${table} using json_populate_recordset(null::${table}, $1) as row where ${keyTest(table, key)}`,
        [JSON.stringify(inserted)],
      );
    }
    // The next order number is a column of portals: otherwise the server would give the rewritten numbers again.
    if (columns.length > 0 && table !== 'portals') {
      await update(client, change, former.get(table) ?? []);
    }
  }
  await client.query('commit');
}

async function writeChange(client: pg.Client, change: Change): Promise<void> {
  const { table, inserted, updated } = change;
  const [first] = inserted;
  if (first !== undefined) {
    const columns = Object.keys(first).join(',');
    await client.query(
      `insert into ${table} (${columns}) select ${columns} from json_populate_recordset(null::${table}, $1)`,
      [JSON.stringify(inserted)],
    );
  }
  if (updated.length > 0) await update(client, change, updated);
}

async function update(client: pg.Client, { table, key, columns }: Change, rows: readonly Row[]) {
  const sets = columns.map((column) => `${column} = row.${column}`).join(', ');
  await client.query(
    `update ${table} set ${sets} from json_populate_recordset(null::${table}, $1) as row where ${keyTest(table, key)}`,
    [JSON.stringify(rows)],
  );
}

function keyTest(table: string, key: readonly string[]): string {
  return key.map((column) => `${table}.${column} = row.${column}`).join(' and ');
}
