import { type LineState, shownStateOf } from '../../shared/order-state.ts';
import type { Notification } from '../../shared/schemas/notification.ts';
import type { Cancellation, Order, OrderLine } from '../../shared/schemas/order.ts';
import type { PaymentAttempt } from '../../shared/schemas/payment.ts';
import { PRICE, PRODUCT, taxCode, uuid, WHO_AM_I, YEARLY } from './firm.ts';

/** 23/11/2026 10:05 in Vietnam. */
export const NOW = Date.parse('2026-11-23T03:05:00Z');

const MEMO = 'GH0DRX6H0';

export function lineOf(n: number, changes: Partial<OrderLine> = {}): OrderLine {
  const state = changes.state ?? 'awaiting_payment';
  const customer = { id: uuid(n), taxCode: taxCode(n), name: `Công ty Cổ phần Số ${n}` };
  return {
    id: uuid(5_000 + n),
    customer,
    licenseId: uuid(10_000 + n),
    licenseExternalId: null,
    isOneOfSeveral: false,
    product: { code: PRODUCT.code, name: PRODUCT.name },
    quantity: 1,
    presentQuantity: 1,
    plan: { code: YEARLY.code, name: YEARLY.name },
    presentPlan: { code: YEARLY.code, name: YEARLY.name },
    changesPlan: false,
    daysGained: 365,
    gap: null,
    termRule: 'fiscal_year',
    fiscalYearStart: 1,
    firstFiscalYear: 2027,
    years: 1,
    presentExpiry: '2026-12-31',
    newExpiry: '2027-12-31',
    firstDay: '2027-01-01',
    until: null,
    chargedParts: [],
    list: PRICE,
    discount: 0,
    net: PRICE,
    vatRate: 'KCT',
    vat: 0,
    total: PRICE,
    state,
    paidAt: state === 'paid' ? NOW : null,
    cancelledAt: state === 'cancelled' ? NOW : null,
    cancelReason: null,
    invoiceParty: {
      legalName: customer.name,
      taxCode: customer.taxCode,
      budgetUnitCode: '',
      address: `Số ${n} Phố Huế, Hà Nội`,
      email: `kh${n}@example.vn`,
      contactName: '',
    },
    recipientEmail: null,
    payer: 'firm',
    link: null,
    commitment: null,
    ...changes,
  };
}

/** An order with lines in these states; sums and state follow from them. */
export function orderOf(states: readonly LineState[], changes: Partial<Order> = {}): Order {
  const lines = changes.lines ?? states.map((state, index) => lineOf(index + 1, { state }));
  const sumOf = (state?: LineState) =>
    lines.reduce((sum, line) => sum + (!state || line.state === state ? line.total : 0), 0);
  const [paid, due, total] = [sumOf('paid'), sumOf('awaiting_payment'), sumOf()];
  return {
    id: uuid(700),
    number: 'DH000007',
    state: stateOf(paid, due),
    shownState: shownStateOf(
      { state: stateOf(paid, due), expiredAt: null, ...changes },
      lines.some((line) => line.state === 'cancelled' && line.cancelReason === null),
    ),
    version: 1,
    createdAt: NOW,
    placedBy: WHO_AM_I.accountant.name,
    lineCount: lines.length,
    firstCustomerName: lines[0]?.customer.name ?? '',
    total,
    paid,
    due,
    invoiceTo: 'customer',
    recipient: WHO_AM_I.accountant,
    isRecipientRefused: false,
    totals: { list: total, discount: 0, net: total, vat: 0, total },
    lines,
    payments: [],
    payer: 'firm',
    dueDate: '2026-12-23',
    expiredAt: null,
    unappliedAmount: 0,
    refundDue: 0,
    discounts: [],
    postponableUntil: null,
    committableUntil: null,
    unapplied: [],
    ...changes,
  };
}

function stateOf(paid: number, due: number): Order['state'] {
  if (paid > 0) return due > 0 ? 'partly_paid' : 'paid';
  return due > 0 ? 'awaiting_payment' : 'cancelled';
}

export function paymentOf(
  changes: Partial<Order['payments'][number]> = {},
): Order['payments'][number] {
  return {
    id: uuid(900),
    attemptId: uuid(800),
    method: 'bank_transfer',
    reference: 'FT26327123456',
    firstLineId: uuid(5_001),
    firstCustomerName: lineOf(1).customer.name,
    lineCount: 1,
    receivedAt: NOW,
    received: PRICE,
    allocated: PRICE,
    allocations: [{ lineId: uuid(5_001), amount: PRICE }],
    refundDue: 0,
    refunded: 0,
    unapplied: 0,
    unappliedReason: null,
    refunds: [],
    receiptUrl: null,
    ...changes,
  };
}

export function refundOf(
  changes: Partial<Order['payments'][number]['refunds'][number]> = {},
): Order['payments'][number]['refunds'][number] {
  return {
    id: uuid(950),
    amount: 50_000,
    reason: 'overpaid',
    state: 'due',
    refundedAt: null,
    reference: null,
    ...changes,
  };
}

export function transferOf(
  amount: number,
  changes: Partial<PaymentAttempt> = {},
): PaymentAttempt & { transfer: object } {
  return {
    id: uuid(800),
    orderId: uuid(700),
    method: 'bank_transfer',
    state: 'open',
    amount,
    unapplied: 0,
    refundDue: 0,
    expiresAt: Date.now() + 86_400_000,
    redirectUrl: null,
    ...changes,
    transfer: {
      bankName: 'Vietcombank',
      accountNumber: '1023456789',
      accountHolder: 'CONG TY CO PHAN PHAN MEM',
      amount,
      memo: MEMO,
      qr: amount < 500_000_000 ? { size: 25, path: 'M0 0h7v1H0z' } : null,
      paymentOrderUrl: 'https://renewal.example/documents/payment-orders/token',
      parts: [],
      partsUntil: null,
    },
  };
}

export function redirectOf(amount: number, changes: Partial<PaymentAttempt> = {}): PaymentAttempt {
  return {
    id: uuid(801),
    orderId: uuid(700),
    method: 'vnpay',
    state: 'open',
    amount,
    unapplied: 0,
    refundDue: 0,
    expiresAt: Date.now() + 900_000,
    redirectUrl: 'about:blank#vnpay',
    transfer: null,
    ...changes,
  };
}

export function notificationOf(
  sequence: number,
  changes: Partial<Notification> = {},
): Notification {
  return {
    id: uuid(3_000 + sequence),
    sequence,
    kind: 'order_placed',
    createdAt: NOW,
    readAt: null,
    orderId: uuid(700),
    digestId: null,
    orderNumber: `DH${String(sequence).padStart(6, '0')}`,
    amount: PRICE,
    earlierAmount: 0,
    lineCount: 2,
    customerName: 'Công ty TNHH Đại Phát',
    ...changes,
  };
}

/** Other effects of cancelling: none, unless a test sets them. */
export function cancellationOf(changes: Partial<Cancellation> = {}): Cancellation {
  return {
    dueBefore: 0,
    due: 0,
    lineCount: 1,
    amount: 0,
    discountRateBefore: 0,
    discountRate: 0,
    lines: [],
    volumeOwed: 0,
    ...changes,
  };
}
