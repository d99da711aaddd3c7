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

/**
 * Time limits of a check, in milliseconds: with 3,000,000 licences, a busy machine takes four minutes. Between them, a
 * check may take so many times the longest that has succeeded; after each that was ended, twice as long as that one.
 */
const LEAST_LIMIT_MS = 15 * MINUTE_MS;
const MOST_LIMIT_MS = 30 * MINUTE_MS;
const LIMIT_RATIO = 10;

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
  /** Duration of the longest check that has finished, in milliseconds. */
  longestMs: number;
  /** The time limit of the next check, in milliseconds. */
  limitMs: number;
  /** The check under way. */
  next?: Promise<MoneyCheck>;
  /** The newest check's failure, with its moments by the monotonic clock; missing where it finished. */
  failure?: { error: Error; begunAt: number; failedAt: number };
}

/** The check was ended at its time limit. */
class TimeLimitError extends Error {}

const checks = new WeakMap<Context, Checks>();

/** Threads that were told to end, and have not: no other thread is started beside one. */
const ending = new WeakSet<Context>();

type Check = (context: Context, limitMs: number) => Promise<MoneyCheck>;

/**
 * Starts a due check. No caller waits for it where the last result is of the last minutes; with an older one, not for
 * long.
 *
 * @param check reads all money, within a time limit
 * @throws Error when the first check takes too long, and from a check that has failed until one finishes
 */
export async function lastMoneyCheck(
  context: Context,
  check: Check = checkInThread,
  firstPatienceMs = FIRST_PATIENCE_MS,
): Promise<MoneyCheck> {
  const state = checks.get(context) ?? { longestMs: 0, limitMs: LEAST_LIMIT_MS };
  checks.set(context, state);
  const { last } = state;
  if (state.next === undefined && isResting(state, context.monotonic())) {
    if (state.failure) throw state.failure.error;
    if (last) return last;
  }
  state.next ??= begin(context, state, check).finally(() => {
    delete state.next;
  });
  const { next } = state;
  if (last === undefined) return await first(next, firstPatienceMs);
  next.catch(() => {});
  const isFresh = context.monotonic() - last.madeAt < FRESH_MS;
  // A former good result says nothing about the present.
  if (isFresh && !state.failure) return last;
  const lastOne = sleep(PATIENCE_MS, last, { ref: false }).then((made) => {
    if (state.failure) throw state.failure.error;
    return made;
  });
  // The check may win the race.
  lastOne.catch(() => {});
  return await Promise.race([next, lastOne]);
}

/** Whether the next check is not due yet: one that failed is repeated after as long as it took, a minute at least. */
function isResting({ last, tookMs = 0, failure }: Checks, now: number): boolean {
  if (failure) {
    const { begunAt, failedAt } = failure;
    return now - failedAt < Math.max(INTERVAL_MS, failedAt - begunAt);
  }
  if (last === undefined) return false;
  const rest = last.faults.length > 0 ? REST_AFTER_FAULTS : REST;
  return now - last.madeAt < Math.max(INTERVAL_MS, tookMs / (1 - rest));
}

async function begin(context: Context, state: Checks, check: Check): Promise<MoneyCheck> {
  const begunAt = context.monotonic();
  try {
    const made = await check(context, state.limitMs);
    state.last = made;
    state.tookMs = context.monotonic() - begunAt;
    state.longestMs = Math.max(state.longestMs, state.tookMs);
    state.limitMs = limitOf(state.longestMs * LIMIT_RATIO);
    delete state.failure;
    return made;
  } catch (error) {
    state.failure = { error: error as Error, begunAt, failedAt: context.monotonic() };
    // It may have been slow and not hung: a limit that stayed would end every check.
    if (error instanceof TimeLimitError) state.limitMs = limitOf(state.limitMs * 2);
    context.log('money.check_failed', { error: String(error) });
    throw error;
  }
}

function limitOf(ms: number): number {
  return Math.min(MOST_LIMIT_MS, Math.max(LEAST_LIMIT_MS, ms));
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
  limitMs: number,
  script = SCRIPT,
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
    check.reject(new TimeLimitError(`The money check was ended after ${limitMs} ms`));
    ending.add(context);
    void worker.terminate();
  }, limitMs).unref();
  try {
    const faults = await check.promise;
    for (const fault of faults) context.log('money.does_not_add_up', { ...fault });
    return { at, madeAt, faults };
  } finally {
    clearTimeout(tooLong);
  }
}
