import { sql } from 'kysely';
import { LANES, type LaneName } from '../../announce/outbox/lanes.ts';
import { engineOf } from '../../database/by-engine.ts';
import type { Reader } from '../../database/db.ts';
import { inList, listed } from '../../database/in-list.ts';
import type { Tables } from '../../database/tables.ts';

/** Time for which a process holds a job: longer than any job may take. */
export const LOCK_MS = 120_000;

/** Lanes whose tenants are firms: thousands of them may have jobs that are to leave later. */
const FIRMS_LANES: ReadonlySet<LaneName> = new Set(['money_mails', 'order_mails']);

/** Due jobs that are looked at, at most, to find out which firms have one. */
export const DUE_LOOKED_AT = 1_000;

/** A job under way in this process. */
export type Taken = Pick<Tables['outbox'], 'id' | 'tenant'>;

/** The source of jobs: the database, or a transaction. */
interface Source {
  db: Reader;
  now: () => number;
}

/**
 * Takes a lane's next jobs for this process alone: of each tenant in turn the longest due.
 *
 * @param after the tenant whose turn was last
 * @param underWay the lane's unfinished jobs
 * @returns the jobs in the order of their tenants' turns
 */
export async function takeJobs(
  source: Source,
  lane: LaneName,
  count: number,
  after: string,
  underWay: readonly Taken[],
): Promise<Tables['outbox'][]> {
  const perTenant = Map.groupBy(underWay, ({ tenant }) => tenant);
  const { ofOneTenant } = LANES[lane];
  const busy = [...perTenant].filter(([, own]) => own.length >= ofOneTenant).map(([name]) => name);
  const now = source.now();
  const tenants =
    count > 0 && FIRMS_LANES.has(lane) ? await dueTenants(source.db, lane, now) : null;
  const look = { now, lane, tenants, busy, taken: underWay.map(({ id }) => id) };
  const next = await takeTurns(source.db, look, after, count);
  if (next.length >= count || after === '') return next;
  // The round continues from the first tenant, without those that have just had their turn.
  const rest = {
    ...look,
    busy: [...busy, ...next.map(({ tenant }) => tenant)],
    taken: [...look.taken, ...next.map(({ id }) => id)],
  };
  return [...next, ...(await takeTurns(source.db, rest, '', count - next.length))];
}

interface Look {
  now: number;
  lane: LaneName;
  /** All tenants with a due job; null: look for them. */
  tenants: readonly string[] | null;
  /** Tenants with their maximum of jobs under way. */
  busy: readonly string[];
  /** Jobs under way: their locks say so too, but not after the clock was set. */
  taken: readonly string[];
}

async function takeTurns(
  db: Reader,
  look: Look,
  after: string,
  count: number,
): Promise<Tables['outbox'][]> {
  const isNobodyDue = look.tenants?.every((tenant) => tenant <= after);
  if (count === 0 || isNobodyDue) return [];
  const taken =
    engineOf(db) === 'postgresql'
      ? await findAndLock(db, look, after, count)
      : await lock(db, look.now, await findTurns(db, look, after, count));
  return taken.toSorted((a, b) => (a.tenant < b.tenant ? -1 : 1));
}

/**
 * The tenants of a lane with a due job, found by the jobs' times: the cost grows with the due jobs, not with the firms
 * that wait for later ones, such as sums of payments. Null: so many jobs are due that these are not all of them.
 */
async function dueTenants(db: Reader, lane: LaneName, now: number): Promise<string[] | null> {
  // `state` is a literal: with a parameter, the partial index would not apply.
  const { rows } = await sql<{ looked: number; tenant: string | null }>`
    with due as materialized (
      select lane, tenant from outbox where state = 'pending' and run_at <= ${now}
      order by run_at limit ${DUE_LOOKED_AT}
    )
    select looked, tenant from (select count(*) as looked from due) as counted
    left join (select distinct tenant from due where lane = ${lane}) as own on true`.execute(db);
  if (Number(rows[0]?.looked) === DUE_LOOKED_AT) return null;
  return rows.flatMap(({ tenant }) => tenant ?? []);
}

/**
 * The tenants whose turn may be next. Unless they are known, it seeks from tenant to tenant by the index `outbox_turns`:
 * the cost grows with the waiting tenants, not with their jobs.
 */
function waitingTenants({ lane, tenants }: Look, after: string) {
  if (tenants !== null) {
    const next = tenants.filter((tenant) => tenant > after).toSorted();
    return sql`waiting (tenant) as (select value from ${listed(next)})`;
  }
  // `state` is a literal: with a parameter, the partial index would not apply.
  return sql`waiting (tenant) as (
      select (select tenant from outbox
        where state = 'pending' and lane = ${lane} and tenant > ${after} order by tenant limit 1)
      union all
      select (select next.tenant from outbox as next
        where next.state = 'pending' and next.lane = ${lane} and next.tenant > waiting.tenant
        order by next.tenant limit 1)
      from waiting where waiting.tenant is not null
    )`;
}

/** The first due job of the tenant in `waiting`. */
function firstDue({ now, lane, taken }: Look) {
  return sql`select job.id from outbox as job
        where job.state = 'pending' and job.lane = ${lane} and job.tenant = waiting.tenant
          and job.run_at <= ${now} and job.locked_until <= ${now}
          and not ${inList('job.id', taken)}
        order by job.run_at, job.id limit 1`;
}

async function findTurns(db: Reader, look: Look, after: string, count: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with recursive ${waitingTenants(look, after)},
    turns (id) as (
      select (${firstDue(look)})
      from waiting
      where waiting.tenant is not null
        and not ${inList('waiting.tenant', look.busy)}
    )
    select id from turns where id is not null limit ${count}`.execute(db);
  return rows.map(({ id }) => id);
}

async function lock(db: Reader, now: number, ids: readonly string[]): Promise<Tables['outbox'][]> {
  if (ids.length === 0) return [];
  return await db
    .updateTable('outbox')
    .set((set) => ({ locked_until: now + LOCK_MS, tries: set('tries', '+', 1) }))
    .where('id', 'in', [...ids])
    .where('state', '=', 'pending')
    .where('locked_until', '<=', now)
    .returningAll()
    .execute();
}

/**
 * Finds and locks in one statement: processes that look at the same moment each get jobs of their own, and none waits
 * for another. Only the rows taken are locked: the limit asks for one after the other.
 */
async function findAndLock(
  db: Reader,
  look: Look,
  after: string,
  count: number,
): Promise<Tables['outbox'][]> {
  const { rows } = await sql<Tables['outbox']>`
    with recursive ${waitingTenants(look, after)},
    turns (id) as materialized (
      select first.id
      from waiting
      cross join lateral (${firstDue(look)} for update of job skip locked) as first
      where waiting.tenant is not null
        and not ${inList('waiting.tenant', look.busy)}
      limit ${count}
    )
    update outbox set locked_until = ${look.now + LOCK_MS}, tries = tries + 1
    from turns where outbox.id = turns.id
    returning outbox.*`.execute(db);
  return rows;
}
