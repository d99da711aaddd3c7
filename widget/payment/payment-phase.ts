import { sumDong } from '../../shared/money.ts';
import type { Order, OrderLine } from '../../shared/schemas/order.ts';
import type { PaymentAttempt } from '../../shared/schemas/payment.ts';

/** One attempt to pay lines of an order. */
export interface Attempt {
  payment: PaymentAttempt;
  lineIds: ReadonlySet<string>;
}

/**
 * The phase of paying. `choosing` lines and method; `settled`: nothing to pay; `waiting` for the money; `changed`:
 * somebody else has paid part of it meanwhile; `failed`, `expired` and `cancelled`: this attempt is over, though money
 * may still come; `paid`: done.
 */
export type PaymentPhase =
  | 'choosing'
  | 'settled'
  | 'waiting'
  | 'changed'
  | 'failed'
  | 'expired'
  | 'cancelled'
  | 'paid';

/**
 * The state of the lines decides, whichever attempt has paid them: the order is live, the attempt may be behind. The end
 * of its time is read from the server, which is asked every few seconds: a person's clock may be wrong.
 */
export function paymentPhase(order: Order, attempt: Attempt | null): PaymentPhase {
  if (!attempt) return order.due > 0 ? 'choosing' : 'settled';
  const lines = linesOf(order, attempt);
  const awaiting = lines.filter(isAwaiting);
  if (awaiting.length === 0) return lines.some(isPaid) ? 'paid' : 'cancelled';
  const { state } = attempt.payment;
  // An attempt may be paid before its lines are: their update is on its way.
  if (state === 'paid') return 'waiting';
  if (state !== 'open') return state;
  return awaiting.length < lines.length ? 'changed' : 'waiting';
}

export function linesOf(order: Order, { lineIds }: Attempt): OrderLine[] {
  return order.lines.filter((line) => lineIds.has(line.id));
}

export function isAwaiting({ state }: OrderLine): boolean {
  return state === 'awaiting_payment';
}

export function isPaid({ state }: OrderLine): boolean {
  return state === 'paid';
}

/** The gateway's money for it that is suspected of fraud and being checked, in dong. */
export function suspectedOf({ payments }: Order, { payment }: Attempt): number {
  const suspected = payments.filter(
    ({ attemptId, unappliedReason }) =>
      attemptId === payment.id && unappliedReason === 'suspected_fraud',
  );
  return sumDong(suspected.map(({ unapplied }) => unapplied));
}

/** After a short transfer: the amount received, and the amount missing; undefined without one. */
export function shortfallOf(
  order: Order,
  { payment }: Attempt,
): { unapplied: number; missing: number } | undefined {
  return order.unapplied.find(({ attemptId }) => attemptId === payment.id);
}
