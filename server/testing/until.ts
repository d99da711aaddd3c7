import { setTimeout as sleep } from 'node:timers/promises';

/** Longer than any condition takes on the slowest machine: it only names the missing condition of a hanging test. */
const PATIENCE_MS = 120_000;

/**
 * Polls until there is a value, and returns it.
 *
 * @param what named when it does not happen
 */
export async function until<Value>(
  look: () => Promise<Value | undefined | false> | Value | undefined | false,
  what = 'it',
): Promise<Value> {
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > end) throw new Error(`Waited in vain for ${what}`);
    await sleep(20);
  }
}
