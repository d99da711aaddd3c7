import { lastDayOf } from './terms.ts';
import { type Market, type ModelLine, orderOf, sum, type World } from './world.ts';

export function listOf({ prices }: Market, line: ModelLine): number | null {
  const price = prices[line.plan] ?? null;
  if (price === null) return null;
  if (!line.byMonth) return price * line.users * line.years.length;
  const monthOf = (day: string) => Number(day.slice(5, 7));
  return sum(
    line.years.map((year, at) => {
      const first = at === 0 ? monthOf(line.firstDay) : 1;
      const last = year === line.years.at(-1) ? monthOf(lastDayOf(line)) : 12;
      return Math.floor((price * line.users * (last - first + 1) * 2 + 12) / 24);
    }),
  );
}

export function tierOf({ tiers }: Market, lines: number): number {
  return tiers.find((tier) => tier.lines <= lines)?.percent ?? 0;
}

/** The lines' price together: the volume's percent off all, less the amount kept back, then the code's off each. */
export function pricesOf(
  lines: readonly { list: number; vat: number }[],
  volumePercent: number,
  less: number,
  codePercent: number,
): { net: number; total: number }[] {
  const off = Math.max(0, rounded(sum(lines.map(({ list }) => list)), volumePercent) - less);
  const shares = shared(off, lines);
  return lines.map(({ list, vat }, index) => {
    const left = list - Math.min(shares[index] ?? 0, list - 1);
    const net = left - Math.min(rounded(left, codePercent), left - 1);
    return { net, total: net + rounded(net, vat) };
  });
}

/** Splits dong by list price; the remainder goes to the largest fractions, and among these to the dearest lines. */
function shared(dong: number, lines: readonly { list: number; vat: number }[]): number[] {
  const all = BigInt(sum(lines.map(({ list }) => list)));
  // Products of large amounts are beyond exact numbers.
  const products = lines.map(({ list }) => BigInt(dong) * BigInt(list));
  const parts = products.map((product) => Number(product / all));
  const rests = lines.map(({ list, vat }, at) => {
    return { at, list, vat, rest: Number((products[at] ?? 0n) % all) };
  });
  rests.sort((a, b) => b.rest - a.rest || b.list - a.list || b.vat - a.vat || a.at - b.at);
  for (const { at } of rests.slice(0, dong - sum(parts))) parts[at] = (parts[at] ?? 0) + 1;
  return parts;
}

function rounded(dong: number, percent: number): number {
  return Math.floor((dong * percent + 50) / 100);
}

/** Unpaid lines get the price of an order of the remaining size. */
export function reprice(world: World, order: number): void {
  const own = orderOf(world, order);
  const live = world.lines.filter((line) => line.order === order && line.state !== 'cancelled');
  const rate = Math.min(own.rate, tierOf(world.market, live.length));
  if (rate === own.rate) return;
  const percent = own.code === 'none' ? 0 : world.market.codePercent;
  const prices = pricesOf(live, rate, own.less, percent);
  let isChanged = false;
  for (const [index, line] of live.entries()) {
    const price = prices[index];
    if (line.state !== 'awaiting_payment' || !price || price.total <= line.total) continue;
    isChanged = true;
    line.total = price.total;
    line.net = price.net;
  }
  if (isChanged) own.rate = rate;
}

/** Volume discount that paid lines got in excess: their additional price in an order of the remaining size. */
export function balanceOf(world: World, order: number): number {
  const { granted, code } = orderOf(world, order);
  if (granted === 0) return 0;
  const live = world.lines.filter((line) => line.order === order && line.state !== 'cancelled');
  const rate = Math.min(granted, tierOf(world.market, live.length));
  const prices = pricesOf(live, rate, 0, code === 'none' ? 0 : world.market.codePercent);
  const paid = live.flatMap((line, at) =>
    line.state === 'paid' ? [(prices[at]?.net ?? 0) - line.net] : [],
  );
  const balance = sum(paid);
  return Math.abs(balance) <= paid.length ? 0 : balance;
}

export function owedBy(world: World): number {
  return Math.max(0, sum(world.orders.map((_, order) => balanceOf(world, order))));
}
