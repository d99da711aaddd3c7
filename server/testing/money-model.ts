/**
 * The money of a few orders, as simply as possible: each attempt has a purse. Money goes into the purse; a purse that
 * can pay its lines does, and is emptied; money that no line takes is due back.
 *
 * None of the product's code is used here, so that the two can only agree by both being right.
 */

export interface ModelLine {
  order: number;
  licence: number;
  years: number[];
  plan: number;
  /** The price of its years when it was ordered, before discounts and VAT. */
  list: number;
  /** Percent. */
  vat: number;
  /** Years are added to the later of today and the present expiry. */
  byAnniversary: boolean;
  total: number;
  /** The licence's expiry when the line was ordered. */
  seenExpiry: string;
  /** Of its first and last year, only months begun are charged. */
  byMonth: boolean;
  firstDay: string;
  /** Its last day, where that is not a year's; null: it is. */
  until: string | null;
  users: number;
}

interface Line extends ModelLine {
  state: 'awaiting_payment' | 'paid' | 'cancelled';
  closedAt: number;
  net: number;
  /** Commitments to pay by a date; and whether anything has been paid for the licence since. */
  promise: { payBy: string; state: 'active' | 'kept' | 'lapsed'; isPaidSince: boolean } | null;
}

interface Payment {
  attempt: number | null;
  amount: number;
  /** When it came, as its gateway says. */
  at: number;
  /** joined: evidence of another's money; known, and no money. */
  state: 'unmatched' | 'suspected' | 'applied' | 'given_back' | 'joined' | 'set_aside';
}

/** One possible world; plain data, so that two worlds are equal when their JSON is. */
export interface World {
  today: string;
  now: number;
  orders: {
    due: string;
    code: 'none' | 'used' | 'released';
    /** For volume: the present rate, the original rate, and the amount kept back. */
    rate: number;
    granted: number;
    less: number;
  }[];
  lines: Line[];
  /** By licence. */
  expiries: string[];
  /** By licence: the days that were paid for, and for how many users. */
  periods: string[][];
  purses: { lines: number[]; dong: number; at: number }[];
  payments: Record<string, Payment>;
  refundDue: number;
  refunded: number;
  codeLimit: number;
  market: Market;
}

/** Present prices. */
export interface Market {
  /** Of a year, by plan; null: it is no longer sold. */
  prices: (number | null)[];
  isCodeOn: boolean;
  /** Percent off from a number of lines on; the highest first. */
  tiers: { lines: number; percent: number }[];
  codePercent: number;
}

/** Possible events; `done` is whether the product reported success. */
export type MoneyEvent =
  | {
      kind: 'money';
      attempt: number | null;
      transaction: string;
      amount: number;
      suspected: boolean;
      at: number;
    }
  | {
      kind: 'placed';
      order: number;
      lines: ModelLine[];
      at: number;
      due: string;
      usesCode: boolean;
    }
  | { kind: 'cancel'; order: number; lines: number[] | null; done: boolean }
  | { kind: 'market'; change: Partial<Market> }
  | { kind: 'committed'; order: number; payBy: string }
  | { kind: 'postponed'; order: number; due: string }
  /** The clock has reached an order's commitments or its due date. */
  | { kind: 'promises_looked_at'; order: number }
  | { kind: 'due_date_looked_at'; order: number }
  | { kind: 'assigned'; transaction: string; order: number; attempt: number; lines: number[] }
  | { kind: 'approved'; transaction: string }
  | { kind: 'given_back'; transaction: string }
  /** A possible duplicate is another's second report, or money of its own. */
  | { kind: 'joined'; transaction: string }
  | { kind: 'separated'; transaction: string; attempt: number | null }
  | { kind: 'set_aside' | 'taken_back'; transaction: string }
  | { kind: 'refunded'; amount: number };

/** The facts by which a world and the database are compared. */
export interface MoneySummary {
  lines: string[];
  promises: string[];
  expiries: string[];
  periods: string[][];
  temporaryExpiries: (string | null)[];
  claims: string[];
  renewed: number[];
  received: Record<string, number>;
  totals: number[];
  /** By order: volume discount that its paid lines got in excess. */
  balances: number[];
  allocated: number[];
  refundDue: number;
  refunded: number;
  underpaid: number[];
  unmatched: number;
  setAside: number;
  suspected: number;
  codeUses: number;
}

export function newWorld(
  now: number,
  today: string,
  expiries: string[],
  codeLimit: number,
  market: Market,
): World {
  return {
    today,
    now,
    orders: [],
    lines: [],
    expiries,
    periods: expiries.map(() => []),
    purses: [],
    payments: {},
    refundDue: 0,
    refunded: 0,
    codeLimit,
    market,
  };
}

/**
 * The possible worlds after concurrent events, in any order. A world in which an event could not have had its result is
 * left out.
 */
export function worldsAfter(worlds: readonly World[], events: readonly MoneyEvent[]): World[] {
  let open = new Map(worlds.map((world) => [JSON.stringify(world), { world, done: 0 }]));
  for (let step = 0; step < events.length; step++) {
    const next: typeof open = new Map();
    for (const { world, done } of open.values()) {
      for (const [index, event] of events.entries()) {
        if (done & (1 << index)) continue;
        const changed = structuredClone(world);
        if (!happen(changed, event)) continue;
        const nowDone = done | (1 << index);
        next.set(`${nowDone} ${JSON.stringify(changed)}`, { world: changed, done: nowDone });
      }
    }
    open = next;
  }
  return [...open.values()].map(({ world }) => world);
}

export function summaryOf(world: World): MoneySummary {
  const { lines, payments, expiries } = world;
  const unappliedAs = (state: Payment['state']) =>
    sum(Object.values(payments).map((payment) => (payment.state === state ? payment.amount : 0)));
  return {
    lines: lines.map((line) => line.state),
    promises: lines.map((line) => line.promise?.state ?? ''),
    expiries,
    periods: world.periods.map((periods) => periods.toSorted()),
    temporaryExpiries: expiries.map((expiry, licence) => {
      const promised = lines
        .filter((line) => line.licence === licence && line.promise?.state === 'active')
        .map((line) => line.promise?.payBy ?? '')
        .filter((payBy) => payBy > expiry);
      return promised.toSorted().at(-1) ?? null;
    }),
    claims: lines
      .flatMap((line, at) =>
        line.state === 'awaiting_payment' ? line.years.map((year) => `${at} ${year}`) : [],
      )
      .toSorted(),
    renewed: [...lines.keys()].filter((at) => lines[at]?.state === 'paid'),
    received: Object.fromEntries(
      Object.entries(payments)
        .filter(([, payment]) => payment.state !== 'joined')
        .map(([transaction, payment]): [string, number] => [transaction, payment.amount])
        .toSorted(),
    ),
    totals: lines.map((line) => line.total),
    balances: world.orders.map((_, order) => balanceOf(world, order)),
    allocated: lines.map((line) => (line.state === 'paid' ? line.total : 0)),
    refundDue: world.refundDue,
    refunded: world.refunded,
    underpaid: world.purses.map((purse) => purse.dong),
    unmatched: unappliedAs('unmatched'),
    setAside: unappliedAs('set_aside'),
    suspected: unappliedAs('suspected'),
    codeUses: codeUses(world),
  };
}

/** Changes the world; false when the event is impossible in it. */
function happen(world: World, event: MoneyEvent): boolean {
  switch (event.kind) {
    case 'money':
      return receive(world, event);
    case 'placed':
      return place(world, event);
    case 'cancel':
      return cancel(world, event);
    case 'market':
      world.market = { ...world.market, ...event.change };
      return true;
    case 'committed':
      return commit(world, event);
    case 'postponed':
      return postpone(world, event);
    case 'promises_looked_at':
      return lapse(world, event.order);
    case 'due_date_looked_at':
      return expire(world, event.order);
    case 'assigned':
      return assign(world, event);
    case 'approved':
      return letGo(world, event.transaction, 'suspected');
    case 'given_back':
      return giveBack(world, event.transaction);
    case 'joined':
      return change(world, event.transaction, 'unmatched', 'joined');
    case 'separated':
      return separate(world, event);
    case 'set_aside':
      return change(world, event.transaction, 'unmatched', 'set_aside');
    case 'taken_back':
      return change(world, event.transaction, 'set_aside', 'unmatched');
    case 'refunded':
      world.refundDue -= event.amount;
      world.refunded += event.amount;
      return true;
  }
}

function change(
  world: World,
  transaction: string,
  from: Payment['state'],
  to: Payment['state'],
): boolean {
  const payment = world.payments[transaction];
  if (payment?.state !== from) return false;
  payment.state = to;
  return true;
}

function separate(world: World, event: MoneyEvent & { kind: 'separated' }): boolean {
  const payment = world.payments[event.transaction];
  if (payment?.state !== 'unmatched') return false;
  payment.attempt = event.attempt;
  return event.attempt === null || letGo(world, event.transaction, 'unmatched');
}

function receive(world: World, event: MoneyEvent & { kind: 'money' }): boolean {
  const { attempt, transaction, amount, suspected, at } = event;
  // Money for an order that is yet to be placed.
  if (attempt !== null && world.purses[attempt]?.lines.some((at) => !world.lines[at])) return false;
  const known = world.payments[transaction];
  if (known?.state === 'suspected' && !suspected) return letGo(world, transaction, 'suspected');
  if (known) return true;
  const state = attempt === null ? 'unmatched' : suspected ? 'suspected' : 'applied';
  world.payments[transaction] = { attempt, amount, at, state };
  if (state === 'applied' && attempt !== null) put(world, attempt, amount, at);
  return true;
}

function place(world: World, event: MoneyEvent & { kind: 'placed' }): boolean {
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
    // It costs what it was ordered for.
    if (price?.total !== line.total || asked[index]?.list !== line.list) return false;
    const open = { state: 'awaiting_payment', closedAt: 0, promise: null } as const;
    world.lines[event.at + index] = { ...line, ...open, net: price.net };
  }
  return true;
}

/** All that is named, or nothing, as one of the lines may be paid already. */
function cancel(world: World, event: MoneyEvent & { kind: 'cancel' }): boolean {
  const unpaid = unpaidOf(world, event.order);
  const named = event.lines ?? unpaid;
  const can = named.length > 0 && named.every((line) => unpaid.includes(line));
  if (can && event.done) close(world, event.order, named);
  return can === event.done;
}

function commit(world: World, { order, payBy }: MoneyEvent & { kind: 'committed' }): boolean {
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

function postpone(world: World, { order, due }: MoneyEvent & { kind: 'postponed' }): boolean {
  const lines = world.lines.filter((line) => line.order === order);
  const isPromised = lines.some((line) => line.promise?.state === 'active');
  const present = orderOf(world, order);
  if (unpaidOf(world, order).length === 0 || isPromised || present.due < world.today) return false;
  present.due = due;
  return true;
}

function lapse(world: World, order: number): boolean {
  for (const { promise } of world.lines.filter((line) => line.order === order)) {
    if (promise?.state === 'active' && promise.payBy < world.today) promise.state = 'lapsed';
  }
  return true;
}

function expire(world: World, order: number): boolean {
  if (orderOf(world, order).due < world.today) close(world, order, unpaidOf(world, order));
  return true;
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

/** A person assigns unmatched money to an order: to all unpaid lines, or just the lines it is for. */
function assign(world: World, event: MoneyEvent & { kind: 'assigned' }): boolean {
  const unpaid = unpaidOf(world, event.order);
  const all = [...world.lines.keys()].filter((at) => world.lines[at]?.order === event.order);
  const isForAll = String(unpaid.length > 0 ? unpaid : all) === String(event.lines);
  const amount = world.payments[event.transaction]?.amount;
  const isExact =
    event.lines.every((at) => unpaid.includes(at)) &&
    sum(event.lines.map((at) => world.lines[at]?.total ?? 0)) === amount;
  if (!isForAll && !isExact) return false;
  world.purses[event.attempt] = { lines: event.lines, dong: 0, at: 0 };
  const payment = world.payments[event.transaction];
  if (payment) payment.attempt = event.attempt;
  return letGo(world, event.transaction, 'unmatched');
}

function letGo(world: World, transaction: string, from: Payment['state']): boolean {
  const payment = world.payments[transaction];
  if (payment?.state !== from || payment.attempt === null) return false;
  payment.state = 'applied';
  put(world, payment.attempt, payment.amount, payment.at);
  return true;
}

function giveBack(world: World, transaction: string): boolean {
  const payment = world.payments[transaction];
  if (payment?.state !== 'suspected' && payment?.state !== 'unmatched') return false;
  payment.state = 'given_back';
  world.refundDue += payment.amount;
  return true;
}

function put(world: World, attempt: number, amount: number, at: number): void {
  const purse = world.purses[attempt];
  if (!purse) throw new Error(`Attempt ${attempt} is not known`);
  purse.at = purse.dong > 0 ? Math.max(purse.at, at) : at;
  purse.dong += amount;
  settle(world, purse, true);
  settleAll(world);
}

/** A line that is paid or closed may leave another purse with enough for its remaining lines. */
function settleAll(world: World): void {
  for (let before = ''; before !== JSON.stringify(world.purses); ) {
    before = JSON.stringify(world.purses);
    // By forEach, which leaves out attempts that are yet to begin.
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
    // Pooled money revives nothing: the others' may never have been for it.
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

/**
 * The first day that a paid line adds: no day that is there already, and nothing between now and its first is left out.
 */
function periodFrom(world: World, line: Line, expiry: string): string {
  const open = later(dayAfter(expiry), world.today);
  if (line.byAnniversary) return open;
  const first = later(line.firstDay, dayAfter(expiry));
  return first < open ? first : open;
}

/** Whether nothing of an order is paid or to be paid. */
function isDead(world: World, order: number): boolean {
  return world.lines.every((line) => line.order !== order || line.state === 'cancelled');
}

/** Whether its years are nobody else's, and the licence has not reached them since it was ordered. */
function isFree(world: World, line: ModelLine): boolean {
  const expiry = world.expiries[line.licence] ?? '';
  const hasMoved = expiry > line.seenExpiry;
  const first = line.byMonth ? line.firstDay : `${line.years[0]}-01-01`;
  const isCovered = line.byAnniversary || expiry >= first;
  return !claimed(world, line) && !(hasMoved && isCovered);
}

/** Whether a licence has an unpaid line: it has one at a time. */
function awaits(world: World, licence: number): boolean {
  return world.lines.some((line) => line.licence === licence && line.state === 'awaiting_payment');
}

/** Whether no day between the paid ones, or today, and its first year stays uncovered. */
function beginsInTime(world: World, { licence, years, byAnniversary }: ModelLine): boolean {
  const unpaid = Number(dayAfter(world.expiries[licence] ?? '').slice(0, 4));
  const present = Number(world.today.slice(0, 4));
  return byAnniversary || (years[0] ?? 0) <= Math.max(unpaid, present);
}

/** By month, the first day is the first unpaid day of its year; no past day of this year is sold. */
function firstDayOf(world: World, { seenExpiry, years }: ModelLine): string {
  const first = later(dayAfter(seenExpiry), `${years[0]}-01-01`);
  return world.today.slice(0, 4) === String(years[0]) ? later(first, world.today) : first;
}

function lastDayOf({ until, years }: ModelLine): string {
  return until ?? `${years.at(-1)}-12-31`;
}

function dayAfter(date: string): string {
  return new Date(Date.parse(date) + 86_400_000).toISOString().slice(0, 10);
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

/** How long after its closing a line may still be paid, and how far back a bank's date is believed. */
const LATE = 7 * 86_400_000;

/**
 * The closed lines that money received at an instant still pays: in time, or within seven days and for no less than
 * their price today. The volume and the code must be available in both cases.
 */
function revivableOf(world: World, closed: readonly Line[], cameAt: number): Line[] {
  const at = Math.min(world.now, Math.max(cameAt, world.now - LATE));
  let open = closed.filter((line) => {
    const { code } = orderOf(world, line.order);
    const isInTime = at < line.closedAt;
    const isOff = code !== 'none' && !world.market.isCodeOn && !isInTime;
    const isUsedUp = code === 'released' && codeUses(world) >= world.codeLimit;
    const isSold = isInTime || listOf(world.market, line) !== null;
    return at <= line.closedAt + LATE && !isOff && !isUsedUp && isSold;
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

/** Unpaid lines get the price of an order of the remaining size. */
function reprice(world: World, order: number): void {
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

function listOf({ prices }: Market, line: ModelLine): number | null {
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

function tierOf({ tiers }: Market, lines: number): number {
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
  const all = sum(lines.map(({ list }) => list));
  const parts = lines.map(({ list }) => Math.floor((dong * list) / all));
  const rests = lines.map(({ list, vat }, at) => ({ at, list, vat, rest: (dong * list) % all }));
  rests.sort((a, b) => b.rest - a.rest || b.list - a.list || b.vat - a.vat || a.at - b.at);
  for (const { at } of rests.slice(0, dong - sum(parts))) parts[at] = (parts[at] ?? 0) + 1;
  return parts;
}

function rounded(dong: number, percent: number): number {
  return Math.floor((dong * percent + 50) / 100);
}

function unpaidOf(world: World, order: number): number[] {
  return [...world.lines.keys()].filter((at) => {
    const line = world.lines[at];
    return line?.order === order && line.state === 'awaiting_payment';
  });
}

function orderOf(world: World, order: number): World['orders'][number] {
  const found = world.orders[order];
  if (!found) throw new Error(`Order ${order} is not known`);
  return found;
}

function codeUses({ orders }: World): number {
  return orders.filter((order) => order.code === 'used').length;
}

function later(a: string, b: string): string {
  return a > b ? a : b;
}

function yearsLater(date: string, years: number): string {
  return `${Number(date.slice(0, 4)) + years}${date.slice(4)}`;
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}
