import { setTimeout as sleep } from 'node:timers/promises';
import { runUnderLease } from '../database/lease.ts';
import { MINUTE_MS } from '../foundation/durations.ts';
import type { Context } from './context.ts';

export interface Repeated {
  /** Lets the present round end, and starts no more. */
  stop(): Promise<void>;
}

/** The state of one of the rounds; lanes of one kind have the same name. Times are by the monotonic clock, in
 * milliseconds. */
interface RoundState {
  name: string;
  /** When the present round began; null between two. */
  underWaySince: number | null;
  /** Since when all have failed; null where the last one did not. */
  failingSince: number | null;
}

/** A longer round is stuck; rounds that fail for longer are not well. */
const PATIENCE_MS = 15 * MINUTE_MS;

const states = new WeakMap<Context, RoundState[]>();

/** The rounds that are stuck, or have failed for a quarter of an hour. */
export function roundsNotWell(context: Context): string[] {
  const tooLong = (since: number | null) =>
    since !== null && context.monotonic() - since > PATIENCE_MS;
  const notWell = (states.get(context) ?? []).filter(
    (state) => tooLong(state.underWaySince) || tooLong(state.failingSince),
  );
  return [...new Set(notWell.map(({ name }) => name))];
}

/** How often a round is looked for that is another process's turn, in milliseconds. */
const LOOK_MS = 15_000;

/** The part of a pause in which no process begins the next round: clocks and timers are not exact. */
const REST = 0.9;

/**
 * Repeats a round of work, `pause` milliseconds apart, and of all processes in one at a time; a round that fails is
 * logged, and another process may try it at once.
 *
 * @param leaseName names the work for all processes; different where rounds of one name have different works
 */
export function repeat(
  context: Context,
  name: string,
  pause: number,
  round: () => Promise<unknown>,
  leaseName = name,
): Repeated {
  const stopping = new AbortController();
  const { signal } = stopping;
  const state = stateOf(context, name);
  const done = (async () => {
    while (!signal.aborted) {
      state.underWaySince = context.monotonic();
      const result = await runUnderLease(context.db, leaseName, pause * REST, round).catch(
        (error: unknown) => {
          state.failingSince ??= context.monotonic();
          context.log(`${name}.failed`, { error: String(error) });
          return 'failed';
        },
      );
      // Where another process is at it, nobody knows yet whether it fails there, too.
      if (result === 'done' || result === 'resting') state.failingSince = null;
      state.underWaySince = null;
      const isOthers = result === 'held' || result === 'resting';
      const wait = isOthers ? Math.min(pause, LOOK_MS) : pause;
      await sleep(wait, undefined, { signal }).catch(() => {});
    }
  })();
  return {
    async stop() {
      stopping.abort();
      await done;
    },
  };
}

function stateOf(context: Context, name: string): RoundState {
  const all = states.get(context) ?? [];
  states.set(context, all);
  const state: RoundState = { name, underWaySince: null, failingSince: null };
  all.push(state);
  return state;
}
