/**
 * Sources where a wrong line costs money, and the tests that should notice it, as globs. Long tests, which replay whole
 * histories, are left out: each mutant would take as long.
 */
export const AREAS: Record<string, { sources: string[]; tests: string[] }> = {
  settlement: {
    sources: ['server/payments/{core,settlement,attempts,links,reconciliation}/*.ts'],
    tests: [
      'server/payments/settlement/{check-money,odd-timing,one-movement,same-movement,movement-evidence}.test.ts',
      'server/payments/settlement/{attempt-money,settle-payment,settlement-limits}.test.ts',
      'server/payments/settlement/{late-money,late-money-rules,line-standings,races}.test.ts',
      'server/payments/{core,attempts,links,reconciliation}/*.test.ts',
      'server/payments/gateways/{no-report,redirecting-gateways,vnpay/vnpay}.test.ts',
      'server/addresses/return-token.test.ts',
      'server/order-life/{cancel-lines,order-life}.test.ts',
      'server/quoting/pricing/volume.test.ts',
      'server/operations/{gateway-refunds,movements,odd-messages,operations}.test.ts',
      'server/unpaid/reminders.test.ts',
      'server/pay-page/{pay-page,every-method}.test.ts',
    ],
  },
  corrections: {
    sources: ['server/payments/corrections/*.ts'],
    tests: [
      'server/payments/corrections/*.test.ts',
      'server/operations/{movements,odd-messages,operations,work-lists,work-page}.test.ts',
      'server/payments/settlement/{check-money,movement-evidence,one-movement}.test.ts',
      'server/pay-page/every-method.test.ts',
    ],
  },
  gateways: {
    sources: ['server/payments/gateways/**/*.ts'],
    tests: [
      'server/payments/gateways/**/*.test.ts',
      'server/payments/reconciliation/{asked-gateways,read-missed-transfers}.test.ts',
      'server/payments/settlement/one-movement.test.ts',
      'server/payments/refunds/*.test.ts',
    ],
  },
  pricing: {
    sources: [
      'server/quoting/{pricing,quotes}/*.ts',
      'server/orders/placing/place-order.ts',
      'shared/money.ts',
    ],
    tests: [
      'server/quoting/{pricing,quotes}/*.test.ts',
      'server/orders/placing/*.test.ts',
      'server/quoting/quotations/quotations.test.ts',
      'server/quoting/discounts/codes.test.ts',
      // Gaps between periods, users and several licences come in by the portal's declarations.
      'server/directory/licenses/{declared-periods,license-lines,licenses}.test.ts',
      'server/orders/views/several-licenses.test.ts',
      'server/order-life/cancel-lines.test.ts',
      'server/payments/settlement/late-money.test.ts',
      'shared/money.test.ts',
    ],
  },
  terms: {
    sources: [
      'shared/{license-term,renewed-term,term-price,fiscal-year}.ts',
      'server/directory/licenses/*.ts',
    ],
    tests: [
      'shared/{license-term,term-price,calendar-date}.test.ts',
      'server/directory/licenses/*.test.ts',
      'server/quoting/quotes/{renewal-terms,term-prices}.test.ts',
      'server/directory/customers/customers.test.ts',
      'server/payments/settlement/settle-payment.test.ts',
    ],
  },
  discounts: {
    sources: [
      'server/quoting/discounts/*.ts',
      'server/limits/code-guesses.ts',
      'shared/discount-code.ts',
    ],
    tests: [
      'server/quoting/discounts/*.test.ts',
      'server/quoting/pricing/pricing.test.ts',
      'server/quoting/quotations/quotations.test.ts',
      'server/payments/settlement/late-money.test.ts',
    ],
  },
  outbox: {
    sources: ['server/announce/outbox/*.ts', 'server/jobs/outbox/*.ts'],
    tests: [
      'server/{announce,jobs}/outbox/*.test.ts',
      'server/channels/mail/smtp/*.test.ts',
      'server/channels/events/host-events.test.ts',
      'server/operations/{gateway-refunds,operations}.test.ts',
      'server/payments/refunds/{lost-answers,marked-refunds}.test.ts',
    ],
  },
  refunds: {
    sources: ['server/payments/refunds/*.ts'],
    tests: [
      'server/payments/refunds/*.test.ts',
      'server/operations/{gateway-refunds,operations}.test.ts',
      'server/pay-page/pay-page.test.ts',
      'server/payments/gateways/{gateway-answers,refund-answers,vnpay/vnpay}.test.ts',
      'server/payments/gateways/redirecting-gateways.test.ts',
      'server/channels/events/host-events.test.ts',
    ],
  },
  commitments: {
    sources: ['server/{orders,order-life}/commitments/*.ts'],
    tests: [
      'server/order-life/commitments/*.test.ts',
      'server/order-life/order-life.test.ts',
      'server/channels/events/host-events.test.ts',
    ],
  },
};
