import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { makeEmptyPostgresql } from '../server/testing/test-database.ts';
import { runChaos } from './chaos/run-chaos.ts';

/**
 * Kills real server processes while clients order, pay, repeat and race, and the servers of others fail; then counts
 * everything: `npm run chaos -- --kills 1000 --database postgresql --seed 1`. SQLite has one process, PostgreSQL four.
 * The choices of a seed are the same each time; which call meets which kill is the machine's.
 */
const KILLS_IN_A_ROUND = 25;

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '100' },
    database: { type: 'string', default: 'sqlite' },
    processes: { type: 'string' },
    verbose: { type: 'boolean', default: false },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const isSqlite = values.database === 'sqlite';
const processes = Number(values.processes ?? (isSqlite ? 1 : 4));
let left = Number(values.kills);
let found = 0;
for (let seed = Number(values.seed); left > 0; seed++) {
  const kills = Math.min(left, KILLS_IN_A_ROUND);
  left -= kills;
  const database = isSqlite ? makeFile() : await makeEmptyPostgresql();
  const result = await runChaos(
    { database: database.address, processes, kills, seed },
    (stage) =>
      values.verbose && console.info(`${(performance.now() / 1_000).toFixed(1)} s: ${stage}`),
  );
  await database.remove();
  const { faults, orders, payments, mails } = result;
  const how = Object.entries(result.kills).map(([name, count]) => `${name} ${count}`);
  console.info(
    `seed ${seed}: ${kills} kills (${how.join(', ')}), ${orders} orders, ${payments} payments, ${mails} mails: ${faults.length} faults`,
  );
  for (const fault of faults) console.error(`  ${fault}`);
  if (faults.length > 0) {
    console.error(
      `  npm run chaos -- --kills ${kills} --database ${values.database} --processes ${processes} --seed ${seed}`,
    );
  }
  found += faults.length;
}
process.exit(found === 0 ? 0 : 1);

function makeFile() {
  const folder = mkdtempSync(join(tmpdir(), 'renewal-chaos-'));
  return {
    address: join(folder, 'chaos.sqlite'),
    remove: async () => rmSync(folder, { recursive: true }),
  };
}
