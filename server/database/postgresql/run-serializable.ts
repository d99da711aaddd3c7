import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode } from '../../foundation/thrown.ts';
import type { Db, Tx } from '../db.ts';
import { backOff, PATIENCE_MS } from './back-off.ts';
import { isConnectionLost } from './connection-errors.ts';
import { pipeline } from './pipeline.ts';
import { inTurn, type Turn } from './turns.ts';

/** Pauses between tries, in milliseconds: they grow, and differ between works that were in each other's way. */
const FIRST_PAUSE_MS = 4;
const LONGEST_PAUSE_MS = 100;

/** Number of tries after which a transaction waits until it is the only one. */
const TRIES_BESIDE = 3;

/** https://www.postgresql.org/docs/current/mvcc-serialization-failure-handling.html */
const SERIALIZATION_FAILURE = '40001';
const DEADLOCK = '40P01';
const TAKEN = new Set(['23505', '23P01']);

/**
 * Runs work in a SERIALIZABLE transaction, again where another was in its way or the connection was lost. Where the
 * connection is lost during the commit, nobody knows whether it was kept: the caller then gets the error.
 */
export async function runSerializable<Result>(
  db: Db,
  work: (tx: Tx) => Promise<Result>,
): Promise<Result> {
  const end = performance.now() + PATIENCE_MS;
  let tries = 1;
  let losses = 0;
  for (;;) {
    let isDone = false;
    try {
      return await inTurn(turnOf(tries), () =>
        db
          .transaction()
          .setIsolationLevel('serializable')
          .execute(async (tx) => {
            await pipeline(tx);
            const result = await work(tx);
            isDone = true;
            return result;
          }),
      );
    } catch (error) {
      const isLost = isConnectionLost(error);
      const isWorthIt = isLost ? !isDone : isWorthRepeating(error, tries);
      if (!isWorthIt || performance.now() > end) throw error;
      if (isLost) {
        await backOff(++losses);
        continue;
      }
    }
    tries++;
    const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(tries - 1, 16));
    await sleep(longest * Math.random());
  }
}

/** A work that conflicts again and again is finally done alone. */
function turnOf(tries: number): Turn {
  if (tries === 1) return 'free';
  return tries <= TRIES_BESIDE ? 'queued' : 'alone';
}

function isWorthRepeating(error: unknown, tries: number): boolean {
  const code = errorCode(error);
  if (code === SERIALIZATION_FAILURE || code === DEADLOCK) return true;
  // Another work may have given the value, which the next try sees; a work that was alone has given it twice itself.
  return TAKEN.has(code) && turnOf(tries) !== 'alone';
}
