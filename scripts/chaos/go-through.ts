import { setTimeout as sleep } from 'node:timers/promises';
import type { Health } from '../../server/health/health.ts';
import type { Random } from '../../server/testing/random.ts';
import type { Trouble } from './databases.ts';
import type { Servers } from './servers.ts';
import type { Acknowledged } from './surroundings.ts';

/** Longest time for which the database fails once noticed, and time limit for noticing it, in milliseconds. */
const TROUBLE_MS = 1_500;
const NOTICE_MS = 600_000;

/** The processes, their database, and its failures. */
export interface Harm {
  servers: Servers;
  random: Random;
  seen: Acknowledged;
  troubles: readonly Trouble[];
  /** Frequency of failures in the place of a kill. */
  trouble: number;
  say: (stage: string) => void;
}

/**
 * Lets the database fail for a while and recover.
 *
 * @returns whether a process was killed meanwhile
 */
export async function goThrough(trouble: Trouble, harm: Harm, index: number): Promise<boolean> {
  const { servers, random, seen, say } = harm;
  const fault = (text: string) => void seen.faults.push(`${trouble.name}: ${text}`);
  say(`${trouble.name} begins`);
  await trouble.begin(servers.pids);
  servers.countTrouble(trouble.name);
  if (!(await allSay(servers, trouble.shows))) fault('a process does not notice');
  await sleep(random.below(TROUBLE_MS));
  const isKilled = random.chance(0.4);
  if (isKilled) {
    await servers.kill(index);
    const start = await servers.tryStart(index);
    if (start !== null) fault(start);
  }
  await trouble.end(servers.pids);
  say(`${trouble.name} is over`);
  await servers.startMissing();
  if (!(await allSay(servers, /^(?:ok|disk_nearly_full)$/))) fault('a process stays unwell');
  return isKilled;
}

/** Whether every process comes to report this state of its database. */
async function allSay(servers: Servers, what: RegExp): Promise<boolean> {
  const end = performance.now() + NOTICE_MS;
  while (performance.now() < end) {
    const states = await Promise.all(servers.running.map(databaseStateOf));
    if (states.every((state) => what.test(state))) return true;
    await sleep(100);
  }
  return false;
}

async function databaseStateOf({ url }: { url: string }): Promise<string> {
  const answer = await fetch(`${url}/health`).catch(() => null);
  const { database } = ((await answer?.json().catch(() => null)) ?? {}) as Partial<Health>;
  return database ?? 'no answer';
}
