import { later, yearsLater } from './dates.ts';
import { revivableOf } from './late-money.ts';
import { isFree, lastDayOf, periodFrom } from './terms.ts';
import { type Line, orderOf, sum, type World } from './world.ts';

export function put(world: World, attempt: number, amount: number, at: number): void {
  const purse = world.purses[attempt];
  if (!purse) throw new Error(`Attempt ${attempt} is not known`);
  purse.at = purse.dong > 0 ? Math.max(purse.at, at) : at;
  purse.dong += amount;
  settle(world, purse, true);
  settleAll(world);
}

/** A line that is paid or closed may leave another purse with enough for its remaining lines. */
export function settleAll(world: World): void {
  for (let before = ''; before !== JSON.stringify(world.purses); ) {
    before = JSON.stringify(world.purses);
    // `forEach` leaves out attempts that are yet to begin.
    world.purses.forEach((purse) => {
      settle(world, purse, false);
    });
  }
}

/** Only money that has just come revives a cancelled line. */
function settle(world: World, purse: World['purses'][number], revives: boolean): void {
  if (purse.dong === 0) return;
  const own = purse.lines.map((at) => world.lines[at] as Line);
  const awaiting = own.filter((line) => line.state === 'awaiting_payment');
  const closed = own.filter((line) => revives && line.state === 'cancelled' && isFree(world, line));
  const revivable = revivableOf(world, closed, purse.at);
  // The purse's own money, and that of purses with the very same lines.
  const same = world.purses.filter(
    (other) => other && waitingFor(world, other) === waitingFor(world, purse),
  );
  for (const together of awaiting.length > 0 ? [[purse], same] : [[purse]]) {
    const dong = sum(together.map((each) => each.dong));
    // Pooled money revives nothing: the others' money may never have been for it.
    for (const target of together === same ? [awaiting] : [[...awaiting, ...revivable], awaiting]) {
      const cost = sum(target.map((line) => line.total));
      if (target.length === 0 || cost > dong) continue;
      for (const line of target) pay(world, line);
      world.refundDue += dong - cost;
      for (const each of together) each.dong = 0;
      return;
    }
  }
  if (awaiting.length > 0) return;
  world.refundDue += purse.dong;
  purse.dong = 0;
}

function waitingFor(world: World, purse: World['purses'][number]): string {
  return String(purse.lines.filter((at) => world.lines[at]?.state === 'awaiting_payment'));
}

function pay(world: World, line: Line): void {
  const order = orderOf(world, line.order);
  // Revived: it uses the code again.
  if (order.code === 'released') order.code = 'used';
  line.state = 'paid';
  if (line.promise?.state === 'active') line.promise.state = 'kept';
  // Lines are stored at their numbers, some of which are not given out yet.
  world.lines.forEach(({ licence, promise }) => {
    if (licence === line.licence && promise) promise.isPaidSince = true;
  });
  const expiry = world.expiries[line.licence] ?? '';
  const renewed = line.byAnniversary
    ? yearsLater(later(world.today, expiry), line.years.length)
    : later(expiry, lastDayOf(line));
  if (renewed > expiry) {
    const first = periodFrom(world, line, expiry);
    world.periods[line.licence]?.push(`${first} ${renewed} x${line.users}`);
  }
  world.expiries[line.licence] = renewed;
}
