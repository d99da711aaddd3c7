import { setTimeout as sleep } from 'node:timers/promises';

/**
 * A time limit above that of any condition on the slowest machine: it names the missing condition where a test hangs.
 */
const PATIENCE_MS = 120_000;

/**
 * Polls until there is a value, and returns it. A look that does not end is given up as well.
 *
 * @param what named when it does not happen
 */
export async function until<Value>(
  look: () => Promise<Value | undefined | false> | Value | undefined | false,
  what = 'it',
): Promise<Value> {
  const given = new AbortController();
  const inVain = sleep(PATIENCE_MS, undefined, { signal: given.signal }).then(() => {
    throw new Error(`Waited in vain for ${what}`);
  });
  inVain.catch(() => {});
  try {
    for (;;) {
      const found = await Promise.race([look(), inVain]);
      if (found !== undefined && found !== false) return found;
      await Promise.race([sleep(20), inVain]);
    }
  } finally {
    given.abort();
  }
}
