import { measureNeighbours } from './neighbours.ts';
import { measureOperationsPage } from './operations-page.ts';
import { measureServer } from './server.ts';
import { measureSizes } from './sizes.ts';

/** `npm run bench`: ratios against a floor measured in the same run, and sizes against aims. */
console.info(
  'Placing and settling over HTTP, against writing the same rows with bare better-sqlite3',
);
console.info('in one transaction (medians; the ratio is of each round’s own pair)\n');
console.table(await measureServer());
console.info(
  '\nA firm that floods the server with quotes of 2,000 lines, on forty connections: its neighbours\n',
);
console.table(await measureNeighbours());
console.info(
  '\nThe operations page with 10,000 unpaid lines and 10,000 unmatched transfers, against none; and',
);
console.info(
  'another tenant’s calls while it is loaded again and again, against the same before\n',
);
console.table(await measureOperationsPage());
console.info('\nOn the wire, minified and brotli-compressed (the payment page: as sent)\n');
console.table(await measureSizes());
