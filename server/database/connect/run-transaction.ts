import { engineOf } from '../by-engine.ts';
import type { Db, Tx } from '../db.ts';
import { runSerializable } from '../postgresql/run-serializable.ts';
import { runInGroup } from '../sqlite/run-in-group.ts';

/**
 * Runs work in a transaction, as if no other were under way: SQLite has one writer at a time, and
 * PostgreSQL takes back the work of one of two that would have seen each other, which is then begun anew.
 *
 * @param work may run several times; only what its last run has written is kept
 */
export async function runTransaction<Result>(
  db: Db,
  work: (tx: Tx) => Promise<Result>,
): Promise<Result> {
  if (engineOf(db) === 'postgresql') return await runSerializable(db, work);
  return await runInGroup(db, work);
}
