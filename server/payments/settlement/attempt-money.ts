import { type Dong, sumDong } from '../../../shared/money.ts';
import { REFUND_REASONS, type RefundReason } from '../../../shared/refund-reasons.ts';

/** A line of a payment attempt. */
export interface AttemptLine {
  id: string;
  total: Dong;
  /** payable: awaits payment; revivable: cancelled, its licence still free; closed: can no longer be paid. */
  standing: 'payable' | 'revivable' | 'closed_paid' | 'closed_cancelled';
  /** closed_cancelled: the reason for its refund; by default the cancellation. */
  reason?: RefundReason | undefined;
}

/** Money of the attempt that is neither allocated nor a refund due. */
export interface UnappliedPayment {
  id: string;
  unapplied: Dong;
}

export interface AttemptMoney {
  allocations: { paymentId: string; lineId: string; amount: Dong }[];
  refunds: { paymentId: string; amount: Dong; reason: RefundReason }[];
  paidLineIds: string[];
}

/**
 * Decides what an attempt's money pays: all of its open lines, or all that await payment, or none when it is too
 * little. Money that no line can take becomes a refund due. Null: everything stays unapplied.
 *
 * Unapplied before = allocated + refunded + unapplied after, for every payment.
 */
export function decideAttemptMoney(
  lines: readonly AttemptLine[],
  payments: readonly UnappliedPayment[],
): AttemptMoney | null {
  const pool = sumDong(payments.map((payment) => payment.unapplied));
  const awaiting = lines.filter((line) => line.standing === 'payable');
  const revivable = lines.filter((line) => line.standing === 'revivable');
  const targets = [[...awaiting, ...revivable], awaiting];
  const paid = targets.find((open) => pool >= sumOf(open));
  if (paid === undefined) return null;
  const decision: AttemptMoney = {
    allocations: [],
    refunds: [],
    paidLineIds: paid.map((line) => line.id),
  };
  const purses = payments.map((payment) => ({ ...payment }));
  for (const line of paid) {
    for (const { from, amount } of take(purses, line.total)) {
      decision.allocations.push({ paymentId: from, lineId: line.id, amount });
    }
  }
  for (const [reason, limit] of refundReasons(lines, paid)) {
    for (const { from, amount } of take(purses, limit)) {
      decision.refunds.push({ paymentId: from, amount, reason });
    }
  }
  return decision;
}

/** The reasons why money is left over, the likeliest first, with the amount that each can explain. */
function refundReasons(
  lines: readonly AttemptLine[],
  paid: readonly AttemptLine[],
): [RefundReason, Dong][] {
  const closed = lines.filter((line) => !paid.includes(line));
  const byReason = Map.groupBy(closed, ({ standing, reason }): RefundReason => {
    return standing === 'closed_paid' ? 'line_already_paid' : (reason ?? 'order_cancelled');
  });
  return [
    ...REFUND_REASONS.flatMap((reason): [RefundReason, Dong][] => {
      const own = byReason.get(reason);
      return own ? [[reason, sumOf(own)]] : [];
    }),
    ['overpaid', Number.POSITIVE_INFINITY],
  ];
}

/** Takes up to `amount` out of the purses, the earliest first; returns the amount taken out of each. */
function take(purses: UnappliedPayment[], amount: Dong): { from: string; amount: Dong }[] {
  const taken: { from: string; amount: Dong }[] = [];
  let missing = amount;
  for (const purse of purses) {
    const part = Math.min(purse.unapplied, missing);
    if (part === 0) continue;
    purse.unapplied -= part;
    missing -= part;
    taken.push({ from: purse.id, amount: part });
  }
  return taken;
}

function sumOf(lines: readonly { total: Dong }[]): Dong {
  return sumDong(lines.map((line) => line.total));
}
