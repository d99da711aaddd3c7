import { setTimeout as sleep } from 'node:timers/promises';
import { runUnderLease } from '../database/lease.ts';
import { MINUTE_MS } from '../foundation/durations.ts';
import type { Context } from './context.ts';

export interface Repeated {
  /** Lets the present round end, and starts no more. */
  stop(): Promise<void>;
}

/**
 * The state of one of the rounds; lanes of one kind have the same name. Times are by the monotonic clock, in
 * milliseconds.
 */
interface RoundState {
  name: string;
  /** Start of the present round; null between two. */
  underWaySince: number | null;
  /** Start of the present series of failures; null where the last round did not fail. */
  failingSince: number | null;
}

/** Duration after which a round counts as stuck, and a series of failures as a fault. */
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

/** Pause between two looks at a round that is another process's turn, in milliseconds. */
const LOOK_MS = 15_000;

/** Share of a pause in which no process begins the next round: clocks and timers are not exact. */
const REST = 0.9;

/**
 * Repeats a round of work, `pause` milliseconds apart, in one process at a time; a round that fails is logged, and
 * another process may try it at once.
 *
 * @param round gets a signal of the stop, at which a long one ends early
 * @param leaseName names the work for all processes; different where rounds of one name do different work
 */
export function repeat(
  context: Context,
  name: string,
  pause: number,
  round: (stopped: AbortSignal) => Promise<unknown>,
  leaseName = name,
): Repeated {
  const stopping = new AbortController();
  const { signal } = stopping;
  const state = stateOf(context, name);
  const done = (async () => {
    while (!signal.aborted) {
      state.underWaySince = context.monotonic();
      const result = await runUnderLease(context.db, leaseName, pause * REST, () =>
        round(signal),
      ).catch((error: unknown) => {
        state.failingSince ??= context.monotonic();
        context.log(`${name}.failed`, { error: String(error) });
        return 'failed';
      });
      // While another process runs the round, nothing is known of whether it fails there, too.
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
