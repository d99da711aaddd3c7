import { measureNeighbours } from './neighbours.ts';
import { measureOperationsPage } from './operations-page.ts';
import { measureServer } from './server.ts';
import { measureSizes } from './sizes.ts';
import { measureFirms, measureLicenses } from './sizes-of-data.ts';
import { measureSmallOrders } from './small-orders.ts';
import { measureStart } from './start.ts';

interface Bench {
  what: string;
  measure(): Promise<unknown[]>;
}

const BENCHES: Record<string, Bench> = {
  orders: {
    what:
      'Placing and settling over HTTP, against writing the same rows with bare better-sqlite3 in one transaction\n' +
      '(medians; the ratio is of each round’s own pair)',
    measure: measureServer,
  },
  'small-orders': {
    what:
      'Orders of one line by several clients at once, against bare better-sqlite3 writing the same rows, one\n' +
      'transaction an order',
    measure: measureSmallOrders,
  },
  neighbours: {
    what: 'A firm that floods the server with quotes of 2,000 lines, on forty connections: its neighbours',
    measure: measureNeighbours,
  },
  firms: {
    what: 'A firm of 100,000 customers, against one of 100 on the same server',
    measure: measureFirms,
  },
  licenses: {
    what: '1,000,000 licences, against 1,000 on a server beside it; both seen by a firm of 1,000',
    measure: measureLicenses,
  },
  start: {
    what: 'From the start of the process to its first answer, and its memory when idle; on Linux',
    measure: measureStart,
  },
  operations: {
    what:
      'The operations page with 10,000 unpaid lines and 10,000 unmatched transfers, against none; and another\n' +
      'tenant’s calls while it is loaded again and again, against the same before',
    measure: measureOperationsPage,
  },
  sizes: {
    what: 'On the wire, minified and brotli-compressed (the payment page: as sent)',
    measure: measureSizes,
  },
};

/** `npm run bench`: ratios against a floor measured in the same run, and sizes against aims; all, or those named. */
const named = process.argv.slice(2);
const unknown = named.filter((name) => !(name in BENCHES));
if (unknown.length > 0) {
  console.error(`Unknown: ${unknown.join(', ')}. There are ${Object.keys(BENCHES).join(', ')}.`);
  process.exit(1);
}
for (const [name, { what, measure }] of Object.entries(BENCHES)) {
  if (named.length > 0 && !named.includes(name)) continue;
  console.info(`\n${name}: ${what}\n`);
  console.table(await measure());
}
