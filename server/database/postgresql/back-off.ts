import { setTimeout as sleep } from 'node:timers/promises';

/** Pauses between tries to reach a lost server, in milliseconds: a fail-over to another server fits into them. */
export const PATIENCE_MS = 15_000;

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1_000;

/** Waits before the next try to reach a lost server: longer each time, and not equally long in all processes. */
export async function backOff(tries: number): Promise<void> {
  const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(tries - 1, 16));
  await sleep(longest * (0.5 + Math.random() / 2));
}
