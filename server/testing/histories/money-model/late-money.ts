import { DAY_MS } from '../../../foundation/durations.ts';
import { listOf, pricesOf, tierOf } from './prices.ts';
import { codeUses, type Line, orderOf, type World } from './world.ts';

/** Time after its closing for which a line may still be paid, and for which a bank's date is believed. */
const LATE_MS = 7 * DAY_MS;

/**
 * The closed lines that money received at an instant still pays: in time, or within seven days and for no less than
 * their price today. The volume and the code must be available in both cases.
 */
export function revivableOf(world: World, closed: readonly Line[], cameAt: number): Line[] {
  const at = Math.min(world.now, Math.max(cameAt, world.now - LATE_MS));
  let open = closed.filter((line) => {
    const { code } = orderOf(world, line.order);
    const isInTime = at < line.closedAt;
    const isOff = code !== 'none' && !world.market.isCodeOn && !isInTime;
    const isUsedUp = code === 'released' && codeUses(world) >= world.codeLimit;
    const isSold = isInTime || listOf(world.market, line) !== null;
    return at <= line.closedAt + LATE_MS && !isOff && !isUsedUp && isSold;
  });
  for (let before = -1; before !== open.length; ) {
    before = open.length;
    const together = open;
    open = open.filter((line) => !isDearer(world, line, together, at));
  }
  return open;
}

function isDearer(world: World, line: Line, together: readonly Line[], at: number): boolean {
  const { granted, code } = orderOf(world, line.order);
  const live = world.lines.filter(
    (other) => other.order === line.order && other.state !== 'cancelled',
  );
  const isInTime = at < line.closedAt;
  const all = [...live, ...together].map((other) => {
    const today = other === line && !isInTime ? listOf(world.market, line) : null;
    return { list: today ?? other.list, vat: other.vat };
  });
  const tier = tierOf(world.market, all.length);
  const rate = granted === 0 ? 0 : isInTime ? Math.min(granted, tier) : tier;
  const cost = pricesOf(all, rate, 0, code === 'none' ? 0 : world.market.codePercent)[
    live.length + together.indexOf(line)
  ];
  // The remainder of a split falls differently over other lines.
  return (cost?.total ?? 0) > line.total + 3;
}
