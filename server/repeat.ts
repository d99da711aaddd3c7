import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from './context.ts';

export interface Repeated {
  /** Lets a round that is under way end, and starts no more. */
  stop(): Promise<void>;
}

/** Does a round of work again and again, `pause` milliseconds apart; a round that fails is logged. */
export function repeat(
  context: Context,
  name: string,
  pause: number,
  round: () => Promise<unknown>,
): Repeated {
  const stopping = new AbortController();
  const { signal } = stopping;
  const done = (async () => {
    while (!signal.aborted) {
      await round().catch((error: unknown) => {
        context.log(`${name}.failed`, { error: String(error) });
      });
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
