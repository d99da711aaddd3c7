import { dayOf, daysAfter } from './dates.ts';
import type { MoneyEvent } from './money-event.ts';
import { listOf, owedBy, pricesOf, reprice, tierOf } from './prices.ts';
import { settleAll } from './purses.ts';
import { awaits, beginsInTime, firstDayOf } from './terms.ts';
import { codeUses, type Line, orderOf, unpaidOf, type World } from './world.ts';

export function place(world: World, event: MoneyEvent & { kind: 'placed' }): boolean {
  const isAsSeen = event.lines.every(
    (line) =>
      !awaits(world, line.licence) &&
      world.expiries[line.licence] === line.seenExpiry &&
      beginsInTime(world, line) &&
      (!line.byMonth || line.firstDay === firstDayOf(world, line)),
  );
  if (!isAsSeen) return false;
  const { market } = world;
  const canUse = market.isCodeOn && codeUses(world) < world.codeLimit;
  if (event.usesCode && !canUse) return false;
  const granted = tierOf(market, event.lines.length);
  const less = granted > 0 ? owedBy(world) : 0;
  const own = { due: event.due, rate: granted, granted, less };
  world.orders[event.order] = { ...own, code: event.usesCode ? 'used' : 'none' };
  const asked = event.lines.map((line) => ({ ...line, list: listOf(market, line) ?? 0 }));
  const prices = pricesOf(asked, granted, less, event.usesCode ? market.codePercent : 0);
  for (const [index, line] of event.lines.entries()) {
    const price = prices[index];
    // The price for which it was ordered.
    if (price?.total !== line.total || asked[index]?.list !== line.list) return false;
    const open = { state: 'awaiting_payment', closedAt: 0, promise: null } as const;
    world.lines[event.at + index] = { ...line, ...open, net: price.net };
  }
  return true;
}

/** All named lines, or none where one of them may be paid already. */
export function cancel(world: World, event: MoneyEvent & { kind: 'cancel' }): boolean {
  const unpaid = unpaidOf(world, event.order);
  const named = event.lines ?? unpaid;
  const can = named.length > 0 && named.every((line) => unpaid.includes(line));
  if (can && event.done) close(world, event.order, named);
  return can === event.done;
}

export function commit(
  world: World,
  { order, payBy }: MoneyEvent & { kind: 'committed' },
): boolean {
  const unpaid = unpaidOf(world, order);
  const lines = unpaid.map((at) => world.lines[at] as Line);
  const isAgain = (line: Line) =>
    world.lines.some(
      ({ promise, licence, years }) =>
        promise && licence === line.licence && (!promise.isPaidSince || years[0] === line.years[0]),
    );
  if (lines.length === 0 || payBy <= world.today || lines.some(isAgain)) return false;
  for (const line of lines) line.promise = { payBy, state: 'active', isPaidSince: false };
  orderOf(world, order).due = payBy;
  return true;
}

export function postpone(
  world: World,
  { order, due }: MoneyEvent & { kind: 'postponed' },
): boolean {
  const lines = world.lines.filter((line) => line.order === order);
  const isPromised = lines.some((line) => line.promise?.state === 'active');
  const present = orderOf(world, order);
  if (unpaidOf(world, order).length === 0 || isPromised || present.due < world.today) return false;
  present.due = due;
  return true;
}

export function lapse(world: World, order: number): boolean {
  for (const { promise } of world.lines.filter((line) => line.order === order)) {
    if (promise?.state === 'active' && promise.payBy < world.today) promise.state = 'lapsed';
  }
  return true;
}

export function expire(world: World, order: number): boolean {
  if (isTimeOver(world, order)) close(world, order, unpaidOf(world, order));
  return true;
}

/** A transfer from 500,000,000 dong on is made in two parts or more. */
const LEAST_PART = 250_000_000;

/**
 * A transfer in parts has three days more for its others, once the amount of the smallest part has come; and banks may
 * report a last day's transfers until six the next morning.
 */
function isTimeOver(world: World, order: number): boolean {
  const { due } = orderOf(world, order);
  if (due >= world.today) return false;
  const own = world.purses.filter((purse) =>
    purse?.lines.some((at) => world.lines[at]?.order === order),
  );
  if (!own.some((purse) => purse.inParts)) return true;
  const waiting = own.reduce((sum, purse) => sum + purse.dong, 0);
  return dayOf(world.now - 6 * 3_600_000) > daysAfter(due, waiting >= LEAST_PART ? 3 : 0);
}

function close(world: World, order: number, lines: readonly number[]): void {
  for (const at of lines) {
    const line = world.lines[at] as Line;
    line.state = 'cancelled';
    line.closedAt = world.now;
    if (line.promise?.state === 'active') line.promise.state = 'lapsed';
  }
  const own = orderOf(world, order);
  if (isDead(world, order) && own.code === 'used') own.code = 'released';
  reprice(world, order);
  settleAll(world);
}

/** Whether nothing of an order is paid or to be paid. */
function isDead(world: World, order: number): boolean {
  return world.lines.every((line) => line.order !== order || line.state === 'cancelled');
}
