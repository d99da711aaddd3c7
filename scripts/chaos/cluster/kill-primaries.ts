import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../../server/testing/random.ts';
import type { Acknowledged } from '../surroundings.ts';
import type { Cluster } from './cluster.ts';

/** A kill, and the time until a write that was sent after it was acknowledged. */
export interface Outage {
  /** The killed server. */
  name: string;
  how: 'database' | 'machine';
  writesBackMs: number;
}

/** Working time between a whole cluster and the next kill, in milliseconds: the least, and a random addition. */
const WORK_MS = 1_000;
const CHANCE_MS = 2_000;

/** Pause before a machine that lost its power comes back, in milliseconds. */
const MACHINE_AWAY_MS = 5_000;

/** Longest time without writes, in milliseconds; a run beyond it proves nothing. */
const PATIENCE_MS = 600_000;

/** Kills the primary under load, waits for writes and then for the whole cluster, and repeats. */
export async function killPrimaries(
  cluster: Cluster,
  seen: Acknowledged,
  random: Random,
  kills: number,
  say: (outage: Outage) => void,
): Promise<void> {
  for (let kill = 0; kill < kills; kill++) {
    await sleep(WORK_MS + random.below(CHANCE_MS));
    const how = random.chance(0.5) ? 'database' : 'machine';
    const name = await cluster.killPrimary(how);
    const killedAt = performance.now();
    while (seen.newestWriteSentAt < killedAt) {
      if (performance.now() - killedAt > PATIENCE_MS) throw new Error('Writes do not come back');
      await sleep(10);
    }
    say({ name, how, writesBackMs: Math.round(performance.now() - killedAt) });
    if (how === 'machine') await sleep(MACHINE_AWAY_MS);
    cluster.restart();
    await cluster.untilWhole();
  }
}
