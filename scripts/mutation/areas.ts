/**
 * Where a wrong line costs money, and the tests that are to notice it, as globs. Long tests, which replay whole
 * histories, are left out: each mutant would be as long.
 */
export const AREAS: Record<string, { sources: string[]; tests: string[] }> = {
  settlement: {
    sources: ['server/payments/*.ts'],
    tests: [
      'server/payments/{check-money,odd-timing,one-movement,payment-reference}.test.ts',
      'server/payments/{read-missed-transfers,received-moment,reconcile-sessions}.test.ts',
      'server/payments/{same-movement,send-payment-links,session-money}.test.ts',
      'server/payments/{settle-payment,settlement-limits,viet-qr}.test.ts',
      'server/payments/{late-money,near-references,return-token,start-quota}.test.ts',
      'server/orders/{cancel-lines,order-life,volume}.test.ts',
      'server/operations/{movements,operations,odd-messages}.test.ts',
      'server/payments/{hanging-gateway,races}.test.ts',
      'server/payments/gateways/{no-report,redirecting-gateways}.test.ts',
      'server/pay-page/{pay-page,every-method}.test.ts',
    ],
  },
  gateways: {
    sources: ['server/payments/gateways/*.ts'],
    tests: [
      'server/payments/gateways/*.test.ts',
      'server/payments/{read-missed-transfers,one-movement}.test.ts',
      'server/refunds/*.test.ts',
    ],
  },
  pricing: {
    sources: [
      'server/orders/{pricing,quote-lines,quote-order,place-order,check-line,check-lines}.ts',
      'shared/money.ts',
    ],
    tests: [
      'server/orders/{pricing,place-order,renewal-terms,volume}.test.ts',
      'server/quotations/quotations.test.ts',
      'server/discounts/codes.test.ts',
      'shared/money.test.ts',
    ],
  },
  terms: {
    sources: ['shared/{license-term,fiscal-year}.ts', 'server/licenses/*.ts'],
    tests: [
      'shared/{license-term,calendar-date}.test.ts',
      'server/licenses/*.test.ts',
      'server/orders/renewal-terms.test.ts',
      'server/customers/customers.test.ts',
      'server/payments/settle-payment.test.ts',
    ],
  },
  discounts: {
    sources: ['server/discounts/*.ts', 'shared/discount-code.ts'],
    tests: [
      'server/discounts/*.test.ts',
      'server/orders/pricing.test.ts',
      'server/quotations/quotations.test.ts',
    ],
  },
  outbox: {
    sources: ['server/outbox/*.ts'],
    tests: ['server/outbox/*.test.ts', 'server/host-events/host-events.test.ts'],
  },
  refunds: {
    sources: ['server/refunds/*.ts'],
    tests: [
      'server/refunds/*.test.ts',
      'server/operations/operations.test.ts',
      'server/pay-page/pay-page.test.ts',
      'server/payments/gateways/{gateway-answers,refund-answers,vnpay}.test.ts',
      'server/payments/gateways/redirecting-gateways.test.ts',
      'server/host-events/host-events.test.ts',
    ],
  },
  commitments: {
    sources: ['server/commitments/*.ts'],
    tests: [
      'server/commitments/*.test.ts',
      'server/orders/order-life.test.ts',
      'server/host-events/host-events.test.ts',
    ],
  },
};
