import { engineOf } from '../by-engine.ts';
import type { Db, Tx } from '../db.ts';
import { runInLane } from '../postgresql/run-in-lane.ts';
import { runSerializable } from '../postgresql/run-serializable.ts';
import { runInGroup } from '../sqlite/run-in-group.ts';

/**
 * Runs work in a transaction, isolated from all others: SQLite has one writer at a time, and PostgreSQL takes back one
 * of two works that would have seen each other, which then begins anew.
 *
 * @param work may run several times; only the writes of its last run are kept
 * @param lane of works that would be in each other's way: they take turns from the start
 */
export async function runTransaction<Result>(
  db: Db,
  work: (tx: Tx) => Promise<Result>,
  lane?: string,
): Promise<Result> {
  // With one writer at a time, works take turns anyway.
  if (engineOf(db) === 'sqlite') return await runInGroup(db, work);
  if (lane !== undefined) return await runInLane(db, lane, work);
  return await runSerializable(db, work);
}
