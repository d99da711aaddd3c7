/**
 * The money of a few orders, as simply as possible: each attempt has a purse. Money goes into the purse; a purse that
 * can pay its lines does, and is emptied; money that no line takes is due back.
 *
 * None of the product's code is used in this folder, so that the two can only agree by both being right.
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
  /** Whether only the months begun of its first and last year are charged. */
  byMonth: boolean;
  firstDay: string;
  /** The last day, where that is not a year's; null: it is. */
  until: string | null;
  users: number;
}

export interface Line extends ModelLine {
  state: 'awaiting_payment' | 'paid' | 'cancelled';
  closedAt: number;
  net: number;
  /** Commitments to pay by a date; and whether anything has been paid for the licence since. */
  promise: { payBy: string; state: 'active' | 'kept' | 'lapsed'; isPaidSince: boolean } | null;
}

export interface Payment {
  attempt: number | null;
  amount: number;
  /** Time at which it came, as its gateway says. */
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
  /** Each licence's expiry. */
  expiries: string[];
  /** For each licence, the days that were paid for, and for how many users. */
  periods: string[][];
  purses: {
    lines: number[];
    dong: number;
    at: number;
    /** Whether the amount is asked for in parts. */
    inParts: boolean;
  }[];
  payments: Record<string, Payment>;
  refundDue: number;
  refunded: number;
  codeLimit: number;
  market: Market;
}

/** Present prices. */
export interface Market {
  /** The price of a year, by plan; null: it is no longer sold. */
  prices: (number | null)[];
  isCodeOn: boolean;
  /** Percent off from a number of lines on; the highest first. */
  tiers: { lines: number; percent: number }[];
  codePercent: number;
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

export function unpaidOf(world: World, order: number): number[] {
  return [...world.lines.keys()].filter((at) => {
    const line = world.lines[at];
    return line?.order === order && line.state === 'awaiting_payment';
  });
}

export function orderOf(world: World, order: number): World['orders'][number] {
  const found = world.orders[order];
  if (!found) throw new Error(`Order ${order} is not known`);
  return found;
}

export function codeUses({ orders }: World): number {
  return orders.filter((order) => order.code === 'used').length;
}

export function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}
