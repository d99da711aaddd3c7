import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { Context } from '../context/context.ts';
import type { MoneyFault } from '../payments/settlement/check-money.ts';

/** The money check reads every payment, so it runs at most this often, in milliseconds. */
const INTERVAL_MS = 60_000;

/** How long an answer waits for a due check, in milliseconds, and for the first one, when there is no result yet. */
const PATIENCE_MS = 1_000;
const FIRST_PATIENCE_MS = 30_000;

export interface MoneyCheck {
  /** Epoch milliseconds. */
  at: number;
  /** By the monotonic clock. */
  madeAt: number;
  faults: MoneyFault[];
}

/** The last finished check, and the one under way. */
const checks = new WeakMap<Context, { last?: MoneyCheck; next?: Promise<MoneyCheck> }>();

/**
 * Waits for a due check, but not for long: then the last result is returned.
 *
 * @param check reads all money; it may never end
 * @throws Error when the first check takes too long
 */
export async function lastMoneyCheck(
  context: Context,
  check: (context: Context) => Promise<MoneyCheck> = checkInThread,
  firstPatienceMs = FIRST_PATIENCE_MS,
): Promise<MoneyCheck> {
  const state = checks.get(context) ?? {};
  checks.set(context, state);
  const { last } = state;
  if (last !== undefined && context.monotonic() - last.madeAt < INTERVAL_MS) return last;
  state.next ??= check(context)
    .then((made) => {
      state.last = made;
      return made;
    })
    .finally(() => {
      delete state.next;
    });
  const { next } = state;
  if (last === undefined) return await first(next, firstPatienceMs);
  next.catch((error: unknown) => {
    context.log('money.check_failed', { error: String(error) });
  });
  return await Promise.race([next, sleep(PATIENCE_MS, last, { ref: false })]);
}

async function first(check: Promise<MoneyCheck>, patienceMs: number): Promise<MoneyCheck> {
  const end = new AbortController();
  const tooLong = sleep(patienceMs, null, { ref: false, signal: end.signal }).then(() => {
    throw new Error(`The first money check takes longer than ${patienceMs} ms`);
  });
  // The check may have won the race.
  tooLong.catch(() => {});
  try {
    return await Promise.race([check, tooLong]);
  } finally {
    check.catch(() => {});
    end.abort();
  }
}

async function checkInThread(context: Context): Promise<MoneyCheck> {
  const [at, madeAt] = [context.now(), context.monotonic()];
  const worker = new Worker(
    new URL('../payments/settlement/check-money-worker.ts', import.meta.url),
    {
      workerData: { databasePath: context.config.databasePath },
    },
  );
  // A stopping server does not wait for it.
  worker.unref();
  const faults = await new Promise<MoneyFault[]>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`The money check ended with ${code}`)));
  });
  for (const fault of faults) context.log('money.does_not_add_up', { ...fault });
  return { at, madeAt, faults };
}
