/** Why money is paid back, or is to be. */
export const REFUND_REASONS = [
  'overpaid',
  'line_already_paid',
  'order_cancelled',
  // The licence has moved since the line was ordered: it would leave days uncovered, or overwrite paid ones.
  'not_renewable',
  // Late money, that its closed line could take no more:
  'closed_too_long',
  'price_risen',
  'code_unusable',
  'plan_withdrawn',
  // Of what a person decided about:
  'unmatched',
  'suspected_fraud',
] as const;

/** One of {@link REFUND_REASONS}. */
export type RefundReason = (typeof REFUND_REASONS)[number];
