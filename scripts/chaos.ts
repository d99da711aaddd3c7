import { parseArgs } from 'node:util';
import { errorText } from '../server/foundation/thrown.ts';
import { runClusterChaos, summaryOf } from './chaos/cluster/run-cluster-chaos.ts';
import { makeChaosFile, makeChaosPostgresql } from './chaos/databases.ts';
import { runChaos } from './chaos/run-chaos.ts';

/**
 * Kills real server processes while clients order, pay, repeat and race, and the servers of others fail; then counts
 * everything: `npm run chaos -- --kills 1000 --database postgresql --seed 1`. SQLite has one process, PostgreSQL four.
 * With `--cluster` (`npm run chaos -- --cluster`) the processes live, and the primary of a cluster by the files
 * of docs/cluster/ is killed.
 * The choices of a seed are the same each time; which call meets which kill is the machine's.
 */

/** Kills of one seed, each on a new database. */
const KILLS_IN_A_ROUND = 25;

/** PostgreSQL servers, with `--cluster`. */
const SERVERS = '3';

const { values } = parseArgs({
  options: {
    kills: { type: 'string' },
    database: { type: 'string', default: 'sqlite' },
    processes: { type: 'string' },
    cluster: { type: 'boolean', default: false },
    servers: { type: 'string', default: SERVERS },
    /** Frequency of database failures, in the place of a kill. */
    trouble: { type: 'string', default: '0.1' },
    verbose: { type: 'boolean', default: false },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
// An interrupted run still removes its databases and their disks.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));
if (values.cluster) process.exit(await chaosOfCluster());
const isSqlite = values.database === 'sqlite';
const processes = Number(values.processes ?? (isSqlite ? 1 : 4));
let left = Number(values.kills ?? 100);
let found = 0;
for (let seed = Number(values.seed); left > 0; seed++) {
  const kills = Math.min(left, KILLS_IN_A_ROUND);
  left -= kills;
  const database = isSqlite ? makeChaosFile() : await makeChaosPostgresql();
  const result = await runChaos(
    { database, processes, kills, seed, trouble: Number(values.trouble) },
    (stage) =>
      values.verbose && console.info(`${(performance.now() / 1_000).toFixed(1)} s: ${stage}`),
  );
  await database.remove();
  const { faults, orders, payments, mails, digests } = result;
  const how = Object.entries(result.kills).map(([name, count]) => `${name} ${count}`);
  console.info(
    `seed ${seed}: ${kills} kills (${how.join(', ')}), ${orders} orders, ${payments} payments, ${mails} mails, ${digests} digests: ${faults.length} faults`,
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

/**
 * Starts one cluster, and kills its primary as often as told.
 *
 * @returns the exit code
 */
async function chaosOfCluster(): Promise<number> {
  const options = {
    processes: Number(values.processes ?? 4),
    servers: Number(values.servers),
    kills: Number(values.kills ?? 20),
    seed: Number(values.seed),
  };
  const { seed, kills } = options;
  const say = (stage: string) =>
    console.info(`${(performance.now() / 1_000).toFixed(1)} s: ${stage}`);
  const result = await runClusterChaos(options, say).catch((error) => {
    console.error(errorText(error));
    return null;
  });
  if (result === null) return 2;
  const { faults, orders, payments, mails, unavailable, outages } = result;
  for (const line of summaryOf(outages)) console.info(line);
  console.info(
    `seed ${seed}: ${kills} kills of the primary, ${orders} orders, ${payments} payments, ${mails} mails, ${unavailable} answers 503: ${faults.length} faults`,
  );
  for (const fault of faults) console.error(`  ${fault}`);
  return faults.length === 0 ? 0 : 1;
}
