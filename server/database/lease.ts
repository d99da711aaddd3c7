import { type RawBuilder, sql } from 'kysely';
import { engineOf } from './by-engine.ts';
import type { Db } from './db.ts';
import { newId } from './id.ts';

/** Duration of a lease after its holder has died, and pause between a living holder's renewals, in milliseconds. */
export const LEASE_MS = 30_000;
const RENEWAL_MS = 10_000;

/** Number of renewals, a quarter of an hour, after which a work counts as hanging, and another process may try it. */
const MOST_RENEWALS = 90;

/** The right to do a work that only one process does at a time. */
export interface Lease {
  /**
   * Gives the lease back: it is free for the first that asks after so many milliseconds.
   *
   * @param rest 0: at once
   */
  end(rest: number): Promise<void>;
}

/**
 * Takes the lease of a work, unless another process has it. A lease is a row, and its times are by the database's
 * clock: nothing depends on a connection, or on the clocks of processes. An SQLite file belongs to one process, which
 * has every lease, so that a process started after a crash waits for nobody.
 *
 * A lease saves work, and keeps from asking others twice. What must not happen twice is prevented by the work itself: a
 * process that can't renew its lease goes on.
 *
 * @returns `held`: another process is at it; `resting`: it was done a short time ago
 */
export async function takeLease(db: Db, name: string): Promise<Lease | 'held' | 'resting'> {
  if (engineOf(db) === 'sqlite') return { end: async () => {} };
  const holder = newId();
  const { rows } = await sql<{ taken: number; isHeld: boolean | null }>`
    with taken as (
      insert into leases as lease (name, holder, until)
      values (${name}, ${holder}, ${msFromNow(LEASE_MS)})
      on conflict (name) do update set holder = excluded.holder, until = excluded.until
        where lease.until <= ${msFromNow(0)}
      returning name
    )
    select (select count(*) from taken) as taken,
      (select holder is not null from leases where name = ${name}) as "isHeld"`.execute(db);
  const [found] = rows;
  if (found?.taken !== 1) return found?.isHeld === false ? 'resting' : 'held';
  let renewals = 0;
  const renewal = setInterval(() => {
    if (++renewals >= MOST_RENEWALS) clearInterval(renewal);
    void extend(LEASE_MS, holder).catch(() => {});
  }, RENEWAL_MS);
  renewal.unref();
  const extend = async (time: number, heldBy: string | null) => {
    await sql`update leases set holder = ${heldBy}, until = ${msFromNow(time)}
      where name = ${name} and holder = ${holder}`.execute(db);
  };
  return {
    async end(rest) {
      clearInterval(renewal);
      // A lease that is not given back ends by itself.
      await extend(rest, null).catch(() => {});
    },
  };
}

/**
 * Does a work unless another process is doing it, or has done it a short time ago.
 *
 * @param rest time after the work in which no process does it again, in milliseconds; after a failure, any process may
 *   at once
 */
export async function runUnderLease(
  db: Db,
  name: string,
  rest: number,
  work: () => Promise<unknown>,
): Promise<'done' | 'held' | 'resting'> {
  const lease = await takeLease(db, name);
  if (lease === 'held' || lease === 'resting') return lease;
  try {
    await work();
  } catch (error) {
    await lease.end(0);
    throw error;
  }
  await lease.end(rest);
  return 'done';
}

/** An instant by the clock of PostgreSQL. */
function msFromNow(time: number): RawBuilder<number> {
  return sql`(extract(epoch from clock_timestamp()) * 1000)::bigint + ${Math.round(time)}::bigint`;
}
