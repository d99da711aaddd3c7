import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { Context } from '../context/context.ts';
import { MINUTE_MS } from '../foundation/durations.ts';
import type { MoneyFault } from '../payments/settlement/check-money.ts';

/** The money check reads every payment, so it runs at most this often, in milliseconds. */
const INTERVAL_MS = 60_000;

/**
 * The least share of time between two beginnings in which no check runs: with millions of payments, one takes minutes. A
 * person who mends faults waits for the next one.
 */
const REST = 0.9;
const REST_AFTER_FAULTS = 0.5;

/** Age of a result that is still given while the next check is under way, in milliseconds. */
const FRESH_MS = 300_000;

/**
 * Longest wait of an answer for a new result, in milliseconds: where the last one is older, and where there is none
 * yet.
 */
const PATIENCE_MS = 1_000;
const FIRST_PATIENCE_MS = 30_000;

/** Time limit of a check, in milliseconds: with 3,000,000 licences, a busy machine takes four minutes. */
const TIMEOUT_MS = 30 * MINUTE_MS;

const SCRIPT = new URL('../payments/settlement/check-money-worker.ts', import.meta.url);

export interface MoneyCheck {
  /** Epoch milliseconds. */
  at: number;
  /** The moment by the monotonic clock. */
  madeAt: number;
  faults: MoneyFault[];
}

interface Checks {
  /** The last finished check. */
  last?: MoneyCheck;
  /** Duration of the last check, in milliseconds. */
  tookMs?: number;
  /** The check under way. */
  next?: Promise<MoneyCheck>;
  /** The reason why the newest check did not finish; missing where it did. */
  failure?: Error;
}

const checks = new WeakMap<Context, Checks>();

/** Threads that were told to end, and have not: no other thread is started beside one. */
const ending = new WeakSet<Context>();

/**
 * Starts a due check. No caller waits for it where the last result is of the last minutes; with an older one, not for
 * long.
 *
 * @param check reads all money
 * @throws Error when the first check takes too long, and from a check that has failed until one finishes
 */
export async function lastMoneyCheck(
  context: Context,
  check: (context: Context) => Promise<MoneyCheck> = checkInThread,
  firstPatienceMs = FIRST_PATIENCE_MS,
): Promise<MoneyCheck> {
  const state = checks.get(context) ?? {};
  checks.set(context, state);
  const { last, tookMs = 0 } = state;
  const rest = last?.faults.length ? REST_AFTER_FAULTS : REST;
  const interval = Math.max(INTERVAL_MS, tookMs / (1 - rest));
  const begunAt = context.monotonic();
  if (last !== undefined && begunAt - last.madeAt < interval) return last;
  state.next ??= check(context)
    .then(
      (made) => {
        state.last = made;
        state.tookMs = context.monotonic() - begunAt;
        delete state.failure;
        return made;
      },
      (error: Error) => {
        state.failure = error;
        context.log('money.check_failed', { error: String(error) });
        throw error;
      },
    )
    .finally(() => {
      delete state.next;
    });
  const { next } = state;
  if (last === undefined) return await first(next, firstPatienceMs);
  next.catch(() => {});
  const isFresh = context.monotonic() - last.madeAt < FRESH_MS;
  // A former good result says nothing about the present.
  if (isFresh && !state.failure) return last;
  const lastOne = sleep(PATIENCE_MS, last, { ref: false }).then((made) => {
    if (state.failure) throw state.failure;
    return made;
  });
  // The check may win the race.
  lastOne.catch(() => {});
  return await Promise.race([next, lastOne]);
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

/**
 * Checks money in a thread, which is ended when it hangs.
 *
 * @throws Error when it fails or hangs, or while a thread that hung has not ended
 */
export async function checkInThread(
  context: Context,
  { script, timeoutMs } = { script: SCRIPT, timeoutMs: TIMEOUT_MS },
): Promise<MoneyCheck> {
  if (ending.has(context)) throw new Error('The money check before has not ended yet');
  const [at, madeAt] = [context.now(), context.monotonic()];
  const worker = new Worker(script, { workerData: { database: context.config.database } });
  // A stopping server does not wait for it.
  worker.unref();
  const check = Promise.withResolvers<MoneyFault[]>();
  worker.once('message', check.resolve);
  worker.once('error', check.reject);
  worker.once('exit', (code) => {
    ending.delete(context);
    check.reject(new Error(`The money check ended with ${code}`));
  });
  const tooLong = setTimeout(() => {
    check.reject(new Error(`The money check was ended after ${timeoutMs} ms`));
    ending.add(context);
    void worker.terminate();
  }, timeoutMs).unref();
  try {
    const faults = await check.promise;
    for (const fault of faults) context.log('money.does_not_add_up', { ...fault });
    return { at, madeAt, faults };
  } finally {
    clearTimeout(tooLong);
  }
}
