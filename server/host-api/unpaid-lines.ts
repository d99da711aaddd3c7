import type { UnpaidLine } from '../../shared/schemas/unpaid.ts';

/** An unpaid line as the host API shows it to the portal. */
export function toListedLine(line: UnpaidLine) {
  return {
    orderLineId: line.lineId,
    orderId: line.orderId,
    orderNumber: line.orderNumber,
    externalId: line.customer.externalId,
    taxCode: line.customer.taxCode,
    licenseExternalId: line.licenseExternalId,
    productCode: line.product.code,
    planCode: line.plan.code,
    newExpiry: line.newExpiry,
    payer: line.payer,
    amount: line.amount,
    received: line.received,
    dueDate: line.dueDate,
    linkSentAt: line.link?.sentAt ?? null,
    linkOpenedAt: line.link?.openedAt ?? null,
    remindedAt: line.reminder?.at ?? null,
    emailRefused: line.isEmailRefused,
  };
}
