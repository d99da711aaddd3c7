import { engineOf } from './by-engine.ts';
import type { Db } from './db.ts';

/** The last work of each lane, of each database. */
const lanes = new WeakMap<Db, Map<string, Promise<unknown>>>();

/**
 * Runs works of one lane one after the other, in this process, where their transactions would be in each other's way. On
 * SQLite, transactions never are: there they run at once, and share a commit.
 */
export async function inLane<Result>(
  db: Db,
  lane: string,
  work: () => Promise<Result>,
): Promise<Result> {
  if (engineOf(db) === 'sqlite') return await work();
  const last = lanes.get(db) ?? new Map<string, Promise<unknown>>();
  lanes.set(db, last);
  const before = last.get(lane);
  // Whatever became of the one before: that is its own caller's.
  const own = before === undefined ? work() : before.then(work, work);
  last.set(lane, own);
  try {
    return await own;
  } finally {
    if (last.get(lane) === own) last.delete(lane);
  }
}
