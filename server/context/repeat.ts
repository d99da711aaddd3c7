import { setTimeout as sleep } from 'node:timers/promises';
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
const PATIENCE_MS = 15 * 60_000;

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

/** Repeats a round of work, `pause` milliseconds apart; a round that fails is logged. */
export function repeat(
  context: Context,
  name: string,
  pause: number,
  round: () => Promise<unknown>,
): Repeated {
  const stopping = new AbortController();
  const { signal } = stopping;
  const state = stateOf(context, name);
  const done = (async () => {
    while (!signal.aborted) {
      state.underWaySince = context.monotonic();
      await round().then(
        () => {
          state.failingSince = null;
        },
        (error: unknown) => {
          state.failingSince ??= context.monotonic();
          context.log(`${name}.failed`, { error: String(error) });
        },
      );
      state.underWaySince = null;
      await sleep(pause, undefined, { signal }).catch(() => {});
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
