import { dayAfter, later } from './dates.ts';
import type { Line, ModelLine, World } from './world.ts';

/** Whether a licence has an unpaid line: it has one at a time. */
export function awaits(world: World, licence: number): boolean {
  return world.lines.some((line) => line.licence === licence && line.state === 'awaiting_payment');
}

/** Whether a year of it is on an unpaid line. */
function claimed(world: World, { licence, years }: ModelLine): boolean {
  return world.lines.some(
    (line) =>
      line.state === 'awaiting_payment' &&
      line.licence === licence &&
      line.years.some((year) => years.includes(year)),
  );
}

/** Whether its years are nobody else's, and the licence has not reached them since it was ordered. */
export function isFree(world: World, line: ModelLine): boolean {
  const expiry = world.expiries[line.licence] ?? '';
  const hasMoved = expiry > line.seenExpiry;
  const first = line.byMonth ? line.firstDay : `${line.years[0]}-01-01`;
  const isCovered = line.byAnniversary || expiry >= first;
  return !claimed(world, line) && !(hasMoved && isCovered);
}

/** Whether no day between the paid ones, or today, and its first year stays uncovered. */
export function beginsInTime(world: World, { licence, years, byAnniversary }: ModelLine): boolean {
  const unpaid = Number(dayAfter(world.expiries[licence] ?? '').slice(0, 4));
  const present = Number(world.today.slice(0, 4));
  return byAnniversary || (years[0] ?? 0) <= Math.max(unpaid, present);
}

/** The first day of a plan by month: the first unpaid day of its year; no past day of this year is sold. */
export function firstDayOf(world: World, { seenExpiry, years }: ModelLine): string {
  const first = later(dayAfter(seenExpiry), `${years[0]}-01-01`);
  return world.today.slice(0, 4) === String(years[0]) ? later(first, world.today) : first;
}

export function lastDayOf({ until, years }: ModelLine): string {
  return until ?? `${years.at(-1)}-12-31`;
}

/**
 * The first day that a paid line adds: no day that is there already, and nothing between now and its first is left out.
 */
export function periodFrom(world: World, line: Line, expiry: string): string {
  const open = later(dayAfter(expiry), world.today);
  if (line.byAnniversary) return open;
  const first = later(line.firstDay, dayAfter(expiry));
  return first < open ? first : open;
}
