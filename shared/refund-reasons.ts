/** Reasons why money is, or will be, paid back. */
export const REFUND_REASONS = [
  'overpaid',
  'line_already_paid',
  'order_cancelled',
  // The licence has changed since the line was ordered: renewing would leave days uncovered, or overwrite paid ones.
  'not_renewable',
  // Late money that its closed line could no longer take:
  'closed_too_long',
  'price_risen',
  'code_unusable',
  'plan_withdrawn',
  // A person's decisions about unapplied money:
  'unmatched',
  'suspected_fraud',
] as const;

/** One of {@link REFUND_REASONS}. */
export type RefundReason = (typeof REFUND_REASONS)[number];
