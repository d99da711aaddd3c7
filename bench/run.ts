import { parseArgs } from 'node:util';
import { DURABLE, startPostgresql } from '../server/testing/database/postgresql-server.ts';

interface Bench {
  what: string;
  /** Runs the benchmark; imported when its turn comes, after the database is known. */
  measure(): Promise<unknown[]>;
  /** Whether it measures the database, and runs on either engine. */
  onEither?: boolean;
}

const BENCHES: Record<string, Bench> = {
  orders: {
    what:
      'Placing and settling over HTTP, against the bare driver writing the same rows in one transaction (medians; the\n' +
      'ratio is of each round’s own pair)',
    measure: async () => (await import('./orders.ts')).measureOrders(),
    onEither: true,
  },
  'small-orders': {
    what:
      'Orders of one line by several clients at once, against the bare driver writing the same rows, one transaction\n' +
      'an order',
    measure: async () => (await import('./small-orders.ts')).measureSmallOrders(),
    onEither: true,
  },
  neighbours: {
    what: 'A firm that floods the server with quotes of 2,000 lines, on forty connections: its neighbours',
    measure: async () => (await import('./neighbours.ts')).measureNeighbours(),
  },
  firms: {
    what: 'A firm of 100,000 customers, against one of 100 on the same server',
    measure: async () => (await import('./sizes-of-data.ts')).measureFirms(),
  },
  licenses: {
    what: '1,000,000 licences, against 1,000 on a server beside it; both seen by a firm of 1,000',
    measure: async () => (await import('./sizes-of-data.ts')).measureLicenses(),
  },
  bells: {
    what: 'A thousand live streams of one firm, each with bell and list of orders; on Linux',
    measure: async () => (await import('./bells.ts')).measureBells(),
  },
  start: {
    what: 'From the start of the process to its first answer, and its memory when idle; on Linux',
    measure: async () => (await import('./start.ts')).measureStart(),
  },
  operations: {
    what:
      'The operations page with 10,000 unpaid lines and 10,000 unmatched transfers, against none; and another\n' +
      'tenant’s calls while it is loaded again and again, against the same before',
    measure: async () => (await import('./operations-page.ts')).measureOperationsPage(),
  },
  table: {
    what:
      'The order form’s table with 2,000 rows in Chromium, against Tabulator and RevoGrid with the same rows\n' +
      '(aims: paint at most 300 ms, key to paint p95 at most 16 ms; a frame itself is up to 16.7 ms)',
    measure: async () => (await import('./table.ts')).measureTable(),
  },
  import: {
    what:
      'Lists imported in Chromium from a real server with a firm of 5,000 customers, against one call for the same\n' +
      '5,000 codes (aims: first 50 of 5,000 pasted rows in 150 ms, all in 1 s; no task over 50 ms with 50,000 rows)',
    measure: async () => (await import('./import.ts')).measureImport(),
  },
  sizes: {
    what: 'On the wire, minified and brotli-compressed (the payment page: as sent)',
    measure: async () => (await import('./sizes.ts')).measureSizes(),
  },
};

/**
 * `npm run bench`: ratios against a floor measured in the same run, and sizes against aims; all, or those named. With
 * `--database postgresql`, those about the database run on a PostgreSQL that waits for the disk as in production, or on
 * the one in TEST_DATABASE_URL.
 */
const { values, positionals: named } = parseArgs({
  options: { database: { type: 'string', default: 'sqlite' } },
  allowPositionals: true,
});
const isPostgresql = values.database === 'postgresql';
const known = Object.keys(BENCHES).filter((name) => !isPostgresql || BENCHES[name]?.onEither);
const unknown = named.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`Unknown: ${unknown.join(', ')}. There are ${known.join(', ')}.`);
  process.exit(1);
}
if (isPostgresql) {
  process.env.TEST_DATABASE = 'postgresql';
  process.env.TEST_DATABASE_URL ??= (await startPostgresql(DURABLE)).url;
}
for (const name of named.length > 0 ? named : known) {
  const bench = BENCHES[name] as Bench;
  console.info(`\n${name}, ${values.database}: ${bench.what}\n`);
  console.table(await bench.measure());
}
// A PostgreSQL of this process ends with it.
process.exit(0);
