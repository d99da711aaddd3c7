import { setTimeout as sleep } from 'node:timers/promises';

/** Duration of a delay, in milliseconds: one second, and more for a caller that goes on and on. */
const WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 5_000;
const ROW_OF_A_SECOND = 20;

/** The most refusals held back at a time; those beyond are answered at once. */
const MOST_WAITING = 1_000;

let waiting = 0;

/**
 * Delays a refusal: otherwise a caller that goes on asking would make its refusals as much work as the calls.
 *
 * @param inARow refusals in a row
 */
export async function holdBack(inARow = ROW_OF_A_SECOND): Promise<void> {
  if (waiting >= MOST_WAITING) return;
  waiting++;
  const wait = Math.min(Math.max(inARow / ROW_OF_A_SECOND, 1) * WAIT_MS, LONGEST_WAIT_MS);
  await sleep(wait, undefined, { ref: false });
  waiting--;
}
