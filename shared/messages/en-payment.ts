import type { payment as vi } from './vi-payment.ts';

/** The same texts in English; the type leaves no key out. */
export const payment: Readonly<Record<keyof typeof vi, string>> = {
  'error.ORDER_NOT_CANCELLABLE': 'Only the unpaid part of an order can be cancelled.',
  'error.NOTHING_TO_PAY': 'There is nothing left to pay.',
  'error.METHOD_UNAVAILABLE': 'This payment method cannot be used here. Please choose another.',
  'error.GATEWAY_UNAVAILABLE': 'The payment gateway did not answer. Please try again later.',
  'error.DUE_DATE_NOT_POSTPONABLE': 'The due date of this order cannot be put off.',
  'error.COMMITMENT_NOT_ALLOWED': 'Payment of this order cannot be committed to.',
  'error.REFUND_NOT_DUE': 'This refund is no longer due.',
  'error.PAYMENT_NOT_UNAPPLIED': 'This money has been dealt with already.',
  'error.PAYMENTS_NOT_JOINABLE':
    'These two can’t be joined: one is gone, has paid something, or has gone or is going back.',
  'error.LINK_EXPIRED': 'This payment link has expired. Please ask your accountant for a new one.',
  'error.LINK_REVOKED': 'This payment link was revoked. Please contact your accountant.',

  'code.CODE_UNKNOWN': 'There is no such discount code.',
  'code.CODE_NOT_YET_VALID': 'The discount code is not valid yet.',
  'code.CODE_EXPIRED': 'The discount code has expired.',
  'code.CODE_USED_UP': 'The discount code has been used up.',

  'orderState.awaiting_payment': 'Unpaid',
  'orderState.partly_paid': 'Partly paid',
  'orderState.paid': 'Paid',
  'orderState.cancelled': 'Cancelled',
  'orderState.expired': 'Expired unpaid',
  'orderState.partly_expired': 'Partly paid, rest expired',
  'lineState.awaiting_payment': 'Unpaid',
  'lineState.paid': 'Paid',
  'lineState.cancelled': 'Cancelled',

  'method.bank_transfer': 'Bank transfer (VietQR)',
  'method.vnpay': 'VNPay',
  'method.momo': 'MoMo wallet',
  'method.zalopay': 'ZaloPay',
  'method.payos': 'payOS (VietQR)',
  'method.bank_transfer.hint': 'Scan the QR code with your banking app, or transfer by hand.',
  'method.vnpay.hint': 'Domestic card, international card or banking app.',
  'method.momo.hint': 'Pay with the MoMo app.',
  'method.zalopay.hint': 'Pay with the ZaloPay app or a banking app.',
  'method.payos.hint': 'Scan a VietQR code on the payOS page.',
  'unavailable.AMOUNT_TOO_SMALL': 'Not available: it takes {limit} or more at a time.',
  'unavailable.AMOUNT_TOO_LARGE': 'Not available: it takes at most {limit} at a time.',
  'refundReason.overpaid': 'more was paid than was due',
  'refundReason.line_already_paid': 'it had been paid already',
  'refundReason.order_cancelled': 'the order was cancelled or has expired',
  'refundReason.not_renewable':
    'the licence has changed since, and can no longer be renewed as ordered',
  'refundReason.closed_too_long':
    'the line had been closed for more than 7 days when the money came',
  'refundReason.price_risen': 'the same renewal costs more now',
  'refundReason.code_unusable': 'its discount code can no longer be used',
  'refundReason.plan_withdrawn': 'the plan is no longer sold',
  'refundReason.unmatched': 'the money matched no order',
  'refundReason.suspected_fraud': 'the payment gateway suspects fraud',

  'transfer.bank': 'Beneficiary bank',
  'transfer.accountNumber': 'Account number',
  'transfer.accountHolder': 'Account holder',
  'transfer.amount': 'Amount',
  'transfer.memo': 'Transfer memo',
  'transfer.memoAdvice': 'Use exactly this memo, so that the order is confirmed by itself.',
  'transfer.napasLimit':
    'NAPAS247 quick transfers are below 500.000.000 ₫ each, so there is no QR code for this amount. Make an ordinary transfer (at the counter or by corporate e-banking), or split it into several transfers below 500.000.000 ₫ with the same memo; the order is confirmed once the money is complete.',
  'transfer.parts':
    'Quick transfers are below 500.000.000 ₫ each, so the amount is paid in {count} {count|transfer|transfers}, in any order. The licences are renewed once all of it has been received.',
  'transfer.partsUntil':
    'Transfer at least 250.000.000 ₫ in all by {first}, and the rest by {all}. If one of these days is missed, the money received is refunded.',
  'transfer.othersUntil':
    'Make the others by {all}. If the amount is not complete by then, the money received is refunded.',
  'transfer.part': 'Transfer {number} of {count}',
  'transfer.partReceived': 'received',
  'transfer.partsUnapplied':
    'Received {unapplied}, {missing} still missing. Please make the other transfers by {until}.',
  'transfer.partShort':
    'Received {unapplied}, {missing} still missing. At least 250.000.000 ₫ in all must have come by {until}.',
  'transfer.partOf': '{amount}, memo {memo}',
  'transfer.atOnce':
    'Or transfer {amount} at once at your bank, with the memo {memo}: a payment order is ready to print.',
  'transfer.paymentOrder': 'Print a payment order',
  'transfer.unapplied':
    'Received {unapplied}, {missing} still missing. Please transfer the rest, with exactly the memo given.',

  'vat.KCT': 'Not subject to VAT (KCT)',
  'vat.KKKNT': 'VAT not declared',
};
