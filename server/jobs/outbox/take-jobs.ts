import { sql } from 'kysely';
import { LANES, type LaneName } from '../../announce/outbox/lanes.ts';
import type { Context } from '../../context/context.ts';
import { inList } from '../../database/in-list.ts';
import type { Tables } from '../../database/tables.ts';

/** How long a process holds a job, in milliseconds: longer than any job may take. */
export const LOCK = 120_000;

/** A job under way in this process. */
export type Taken = Pick<Tables['outbox'], 'id' | 'tenant'>;

/**
 * Takes a lane's next jobs for this process alone: of each tenant in turn the longest due.
 *
 * @param after the tenant whose turn was last
 *
 * @param underWay the lane's unfinished jobs
 */
export async function takeJobs(
  context: Context,
  lane: LaneName,
  count: number,
  after: string,
  underWay: readonly Taken[],
): Promise<Tables['outbox'][]> {
  const perTenant = Map.groupBy(underWay, ({ tenant }) => tenant);
  const { ofOneTenant } = LANES[lane];
  const busy = [...perTenant].filter(([, own]) => own.length >= ofOneTenant).map(([name]) => name);
  const look = { now: context.now(), lane, busy, taken: underWay.map(({ id }) => id) };
  const next = await findTurns(context, look, after, count);
  // Round again from the first tenant; one that has just had its turn is found a second time.
  const again = next.length < count ? await findTurns(context, look, '', count - next.length) : [];
  return await lock(context, [...new Set([...next, ...again])]);
}

interface Look {
  now: number;
  lane: LaneName;
  /** Tenants with their maximum of jobs under way. */
  busy: readonly string[];
  /** Jobs under way: their locks say so too, but not when the clock is set. */
  taken: readonly string[];
}

/**
 * Seeks from tenant to tenant by the index `outbox_turns`, and in each to its first due job: the cost grows with the
 * waiting tenants, not with their jobs.
 */
async function findTurns(
  { db }: Context,
  { now, lane, busy, taken }: Look,
  after: string,
  count: number,
): Promise<string[]> {
  // `state` is a literal: with a parameter, the partial index would not apply.
  const { rows } = await sql<{ id: string }>`
    with recursive waiting (tenant) as (
      select (select tenant from outbox
        where state = 'pending' and lane = ${lane} and tenant > ${after} order by tenant limit 1)
      union all
      select (select next.tenant from outbox as next
        where next.state = 'pending' and next.lane = ${lane} and next.tenant > waiting.tenant
        order by next.tenant limit 1)
      from waiting where waiting.tenant is not null
    ),
    turns (id) as (
      select (select job.id from outbox as job
        where job.state = 'pending' and job.lane = ${lane} and job.tenant = waiting.tenant
          and job.run_at <= ${now} and job.locked_until <= ${now}
          and not ${inList('job.id', taken)}
        order by job.run_at, job.id limit 1)
      from waiting
      where waiting.tenant is not null
        and not ${inList('waiting.tenant', busy)}
    )
    select id from turns where id is not null limit ${count}`.execute(db);
  return rows.map(({ id }) => id);
}

async function lock({ db, now }: Context, ids: readonly string[]): Promise<Tables['outbox'][]> {
  if (ids.length === 0) return [];
  const at = now();
  return await db
    .updateTable('outbox')
    .set((set) => ({ locked_until: at + LOCK, tries: set('tries', '+', 1) }))
    .where('id', 'in', [...ids])
    .where('state', '=', 'pending')
    .where('locked_until', '<=', at)
    .returningAll()
    .execute();
}
