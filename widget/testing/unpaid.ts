import type { UnpaidLine } from '../../shared/schemas/unpaid.ts';
import { PRICE, PRODUCT, taxCode, uuid, YEARLY } from './firm.ts';

/** An unpaid line that the customer's owner is to pay; four of them are an order. */
export function unpaidLineOf(n: number, changes: Partial<UnpaidLine> = {}): UnpaidLine {
  const order = Math.ceil(n / 4);
  return {
    lineId: uuid(5_000 + n),
    orderId: uuid(700 + order),
    orderNumber: `DH${String(order).padStart(6, '0')}`,
    customer: {
      id: uuid(n),
      externalId: `KH${n}`,
      taxCode: taxCode(n),
      name: `Công ty Cổ phần Số ${n}`,
    },
    product: { code: PRODUCT.code, name: PRODUCT.name },
    plan: { code: YEARLY.code, name: YEARLY.name },
    licenseExternalId: null,
    isOneOfSeveral: false,
    quantity: 1,
    newExpiry: '2027-12-31',
    payer: 'owner',
    amount: PRICE,
    received: 0,
    dueDate: '2026-12-23',
    postponableUntil: '2027-02-21',
    email: `kh${n}@example.vn`,
    isEmailRefused: false,
    link: null,
    reminder: null,
    payBy: null,
    ...changes,
  };
}
