import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { engineOf } from '../../server/database/by-engine.ts';
import type { Db } from '../../server/database/db.ts';
import { DAY_MS, HOUR_MS } from '../../server/foundation/durations.ts';
import { calendarDateAt, startOfDay } from '../../shared/calendar-date.ts';
import { QUIET_FIRMS } from './firms.ts';
import type { Harm } from './go-through.ts';
import type { Servers } from './servers.ts';

/** The hour from which firms are reminded, seven o'clock: milliseconds after midnight. */
const MORNING_MS = 10 * HOUR_MS;

/** Time limits for a process to reach the step at which it is to die, and to live on after it, in milliseconds. */
const REMINDING_MS = 2_000;
const CHANCE_MS = 15;

/** Time limit of the last day's reminders, in milliseconds. */
const LAST_REMINDERS_MS = 120_000;

export function startInTheMorning(servers: Servers): void {
  servers.jump(startOfDay(servers.now()) + MORNING_MS - servers.now());
}

/**
 * Lets a day pass; kills a process while it reminds firms, and lets the next one go on.
 *
 * @returns the number of kills
 */
export async function goThroughNextDay(
  db: Db,
  { servers, random, say }: Pick<Harm, 'servers' | 'random' | 'say'>,
  index: number,
): Promise<number> {
  servers.jump(DAY_MS);
  const day = calendarDateAt(servers.now());
  await startToRemind(db, servers, index);
  await untilReminded(db, day, random.below(QUIET_FIRMS.length + 1), REMINDING_MS);
  await sleep(random.below(CHANCE_MS));
  await servers.kill(index);
  const told = await countDigests(db, day);
  say(`killed when ${told} of ${QUIET_FIRMS.length} firms were reminded`);
  await startToRemind(db, servers, index);
  return 1;
}

/** After the last kill, every firm gets all its reminders by the end of the day. */
export async function remindOnLastDay(db: Db, servers: Servers): Promise<void> {
  servers.jump(DAY_MS);
  const day = calendarDateAt(servers.now());
  await servers.end(0);
  await startToRemind(db, servers, 0);
  await untilReminded(db, day, QUIET_FIRMS.length, LAST_REMINDERS_MS);
}

/** Waits until this many firms without orders are reminded, or the time is over. */
async function untilReminded(db: Db, day: string, firms: number, patience: number): Promise<void> {
  const end = performance.now() + patience;
  while ((await countDigests(db, day)) < firms && performance.now() < end) await sleep(5);
}

/** Starts a process that looks for firms to remind at once, as after a long pause. */
async function startToRemind(db: Db, servers: Servers, index: number): Promise<void> {
  if (engineOf(db) === 'postgresql') {
    await sql`update leases set until = 0 where name = 'expiry_reminders'`.execute(db);
  }
  await servers.start(index);
}

/** @param day counts only reminders of that day, of firms without orders */
export async function countDigests(db: Db, day?: string): Promise<number> {
  const digests = await db.selectFrom('expiry_digests').select(['day', 'firm_id']).execute();
  const quiet = new Set(QUIET_FIRMS.map(({ id }) => id));
  const isCounted = ({ day: own, firm_id }: (typeof digests)[number]) =>
    day === undefined || (own === day && quiet.has(firm_id));
  return digests.filter(isCounted).length;
}
