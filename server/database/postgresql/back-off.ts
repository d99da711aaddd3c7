import { setTimeout as sleep } from 'node:timers/promises';

/** How long a lost server is tried again, in milliseconds: a fail-over to another one ends in it. */
export const PATIENCE_MS = 15_000;

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1_000;

/** Waits before a lost server is tried again: longer each time, and not all processes at once. */
export async function backOff(tries: number): Promise<void> {
  const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(tries - 1, 16));
  await sleep(longest * (0.5 + Math.random() / 2));
}
