import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Db, Tx } from '../db.ts';

/** A position in a primary's write-ahead log: everything that was confirmed to anybody is at or before it. */
export interface Position {
  timeline: number;
  lsn: string;
}

/** Pauses between looks at a replica that is just behind, in milliseconds. */
const LOOKS_MS = [0, 5, 20];

/** The present position of a primary. */
export async function positionOf(db: Db): Promise<Position> {
  const { rows } = await sql<Position>`
    select lsn::text as lsn, ('x' || substr(pg_walfile_name(lsn), 1, 8))::bit(32)::int as timeline
    from pg_current_wal_flush_lsn() as lsn`.execute(db);
  return rows[0] as Position;
}

/**
 * Runs work that only reads on a replica that has reached a position.
 *
 * @returns null where it has not, and does not within a moment
 */
export async function runFrom<Result>(
  replica: Db,
  position: Position,
  work: (tx: Tx) => Promise<Result>,
): Promise<{ result: Result } | null> {
  // Each statement sees everything replayed before it, so the first one can read the position.
  return await replica
    .transaction()
    .setIsolationLevel('read committed')
    .setAccessMode('read only')
    .execute(async (tx) => ((await hasReached(tx, position)) ? { result: await work(tx) } : null));
}

/**
 * By the position alone, a replica that was ahead of the new primary would pass for complete. The timeline is that of
 * the last replayed checkpoint, so after a fail-over the replica can be used from the new primary's first checkpoint
 * on.
 */
async function hasReached(tx: Tx, { lsn, timeline }: Position): Promise<boolean> {
  for (const pause of LOOKS_MS) {
    if (pause > 0) await sleep(pause);
    const { rows } = await sql<{ isSameHistory: boolean; hasReached: boolean | null }>`
      select pg_is_in_recovery() and timeline_id = ${timeline} as "isSameHistory",
        pg_last_wal_replay_lsn() >= ${lsn}::pg_lsn as "hasReached"
      from pg_control_checkpoint()`.execute(tx);
    if (!rows[0]?.isSameHistory) return false;
    if (rows[0].hasReached) return true;
  }
  return false;
}
