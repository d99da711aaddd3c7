import type { MoneyEvent } from './money-event.ts';
import { put } from './purses.ts';
import { type Payment, sum, unpaidOf, type World } from './world.ts';

export function change(
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

export function receive(world: World, event: MoneyEvent & { kind: 'money' }): boolean {
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

export function separate(world: World, event: MoneyEvent & { kind: 'separated' }): boolean {
  const payment = world.payments[event.transaction];
  if (payment?.state !== 'unmatched') return false;
  payment.attempt = event.attempt;
  return event.attempt === null || letGo(world, event.transaction, 'unmatched');
}

/**
 * A person assigns unmatched money to an order. Of its lines to pay (the unpaid ones, else the closed ones): to those that
 * its memo refers to, else to all, or just the lines it is for. Of an order that is paid: to all.
 */
export function assign(world: World, event: MoneyEvent & { kind: 'assigned' }): boolean {
  const all = [...world.lines.keys()].filter((at) => world.lines[at]?.order === event.order);
  const closed = all.filter((at) => world.lines[at]?.state === 'cancelled');
  const unpaid = unpaidOf(world, event.order);
  const payable = unpaid.length > 0 ? unpaid : closed;
  const referred = payable.filter((at) => event.referred.includes(at));
  const isForAll = String(payable.length > 0 ? payable : all) === String(event.lines);
  const amount = world.payments[event.transaction]?.amount;
  const isExact =
    event.lines.every((at) => payable.includes(at)) &&
    sum(event.lines.map((at) => world.lines[at]?.total ?? 0)) === amount;
  const isRight =
    referred.length > 0 ? String(referred) === String(event.lines) : isForAll || isExact;
  if (!isRight) return false;
  world.purses[event.attempt] = { lines: event.lines, dong: 0, at: 0, inParts: false };
  const payment = world.payments[event.transaction];
  if (payment) payment.attempt = event.attempt;
  return letGo(world, event.transaction, 'unmatched');
}

/** Lets a payment go that was unmatched or suspected: its attempt gets the money. */
export function letGo(world: World, transaction: string, from: Payment['state']): boolean {
  const payment = world.payments[transaction];
  if (payment?.state !== from || payment.attempt === null) return false;
  payment.state = 'applied';
  put(world, payment.attempt, payment.amount, payment.at);
  return true;
}

export function giveBack(world: World, transaction: string): boolean {
  const payment = world.payments[transaction];
  if (payment?.state !== 'suspected' && payment?.state !== 'unmatched') return false;
  payment.state = 'given_back';
  world.refundDue += payment.amount;
  return true;
}
