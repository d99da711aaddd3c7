import { type ChaosResult, type Killing, runChaos } from '../run-chaos.ts';
import { Cluster } from './cluster.ts';
import { killPrimaries, type Outage } from './kill-primaries.ts';
import { findPrograms } from './programs.ts';

export interface ClusterChaosOptions {
  processes: number;
  /** PostgreSQL servers. */
  servers: number;
  kills: number;
  seed: number;
}

/** Real processes over a real cluster, whose primary is killed again and again; then everything is counted. */
export async function runClusterChaos(
  { servers, ...options }: ClusterChaosOptions,
  say: (stage: string) => void,
): Promise<ChaosResult & { outages: Outage[] }> {
  const cluster = await Cluster.start(findPrograms(), servers);
  let keepsLogs = true;
  try {
    say('the cluster is whole');
    const outages: Outage[] = [];
    const killing: Killing = {
      env: {
        DATABASE_LISTEN_URL: cluster.urls.primary,
        DATABASE_READ_URL: cluster.urls.replica,
      },
      run: (seen, random, kills) =>
        killPrimaries(cluster, seen, random, kills, (outage) => {
          outages.push(outage);
          say(`${outage.name} killed (${outage.how}): writes after ${outage.writesBackMs} ms`);
        }),
    };
    // Kills are all that happens to it.
    const database = { address: cluster.urls.pooler, troubles: [], remove: async () => {} };
    const result = await runChaos({ ...options, database, killing }, say);
    keepsLogs = result.faults.length > 0;
    return { ...result, outages };
  } finally {
    await cluster.stop(keepsLogs);
    if (keepsLogs) say(`the logs of the cluster are in ${cluster.folder}`);
  }
}

/** In a line for each way to kill: how many, and the shortest, median and longest time without writes, in seconds. */
export function summaryOf(outages: readonly Outage[]): string[] {
  return (['database', 'machine'] as const).flatMap((how) => {
    const times = outages
      .filter((outage) => outage.how === how)
      .map(({ writesBackMs }) => writesBackMs / 1_000)
      .sort((a, b) => a - b);
    if (times.length === 0) return [];
    const at = (share: number) => times[Math.floor((times.length - 1) * share)]?.toFixed(1);
    return `${how} killed ${times.length} times: writes back after ${at(0)} to ${at(1)} s, half of them within ${at(0.5)} s`;
  });
}
