/**
 * The states of an order line, and their only transitions. A cancelled line may still become paid: late money is
 * applied while the licence is free, not dropped.
 */
export const LINE_TRANSITIONS = {
  awaiting_payment: ['paid', 'cancelled'],
  cancelled: ['paid'],
  paid: [],
} as const satisfies Record<string, readonly string[]>;

/** State of one line of an order: a key of {@link LINE_TRANSITIONS}. */
export type LineState = keyof typeof LINE_TRANSITIONS;

/** Every state of a line. */
export const LINE_STATES = Object.keys(LINE_TRANSITIONS) as LineState[];

/** An order's state follows from its lines': see {@link orderStateOf}. */
export const ORDER_STATES = ['awaiting_payment', 'partly_paid', 'paid', 'cancelled'] as const;

/** One of {@link ORDER_STATES}. */
export type OrderState = (typeof ORDER_STATES)[number];

/** The states of an order of which something is left to pay. */
export const UNPAID_STATES = ['awaiting_payment', 'partly_paid'] as const satisfies OrderState[];

/** Whether something of an order of this state is left to pay. */
export function isUnpaid(state: OrderState): boolean {
  return UNPAID_STATES.some((each) => each === state);
}

/** The order’s state from the number of lines in each state; cancelled lines count only when all are cancelled. */
export function orderStateOf(count: Record<LineState, number>): OrderState {
  if (count.paid > 0) return count.awaiting_payment > 0 ? 'partly_paid' : 'paid';
  return count.awaiting_payment > 0 ? 'awaiting_payment' : 'cancelled';
}

/** The states that people see and look for: an order that expired, or of which some lines did, is none that was paid. */
export const SHOWN_STATES = [
  'awaiting_payment',
  'partly_paid',
  'paid',
  'partly_expired',
  'expired',
  'cancelled',
] as const satisfies readonly (OrderState | 'partly_expired' | 'expired')[];

/** One of {@link SHOWN_STATES}. */
export type ShownState = (typeof SHOWN_STATES)[number];

/**
 * The state of an order that people see.
 *
 * @param hasExpired whether a line of it has expired, which nobody cancelled; late money may have paid them all
 */
export function shownStateOf(
  { state, expiredAt }: { state: OrderState; expiredAt: number | null },
  hasExpired: boolean,
): ShownState {
  if (expiredAt === null) return state;
  if (state === 'cancelled') return 'expired';
  return state === 'paid' && hasExpired ? 'partly_expired' : state;
}

/** One attempt to pay. `failed`, `expired` and `cancelled` may still become paid, for the same reason. */
export const ATTEMPT_TRANSITIONS = {
  open: ['paid', 'failed', 'expired', 'cancelled'],
  failed: ['paid'],
  expired: ['paid'],
  cancelled: ['paid'],
  paid: [],
} as const satisfies Record<string, readonly string[]>;

/** State of one attempt to pay: a key of {@link ATTEMPT_TRANSITIONS}. */
export type AttemptState = keyof typeof ATTEMPT_TRANSITIONS;

/** Every state of an attempt to pay. */
export const ATTEMPT_STATES = Object.keys(ATTEMPT_TRANSITIONS) as AttemptState[];

/** The states that may change to `to`: the WHERE of its UPDATE. */
export function statesBefore<State extends string>(
  transitions: Record<State, readonly string[]>,
  to: State,
): State[] {
  return (Object.keys(transitions) as State[]).filter((from) => transitions[from].includes(to));
}
