import { balanceOf } from './prices.ts';
import { codeUses, type Payment, sum, type World } from './world.ts';

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
  /** Each order's volume discount that its paid lines got in excess. */
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
