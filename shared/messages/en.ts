import type { Messages } from './index.ts';

/** The same in English; the type leaves no key out. */
export const en: Messages = {
  'error.UNAUTHENTICATED':
    'Your session is not valid. Please sign in to the accounting portal again.',
  'error.TOKEN_EXPIRED': 'Your session has expired. Please try again.',
  'error.ORIGIN_NOT_ALLOWED': 'This web page is not allowed to use the renewal service.',
  'error.NOT_FOUND': 'What you asked for was not found.',
  'error.INVALID_INPUT': 'Some details are not right yet. Please check them.',
  'error.PAYLOAD_TOO_LARGE': 'The data sent is too large.',
  'error.TOO_MANY_REQUESTS': 'That was too fast. Please try again in a few minutes.',
  'error.ORDER_LINES_REJECTED': 'Some rows cannot be ordered. Please check the marked rows.',
  'error.PRICE_CHANGED':
    'The price has changed. The new total is {total}. Please check and confirm again.',
  'error.REQUEST_ID_REUSED':
    'This order was already placed with other content. Please start a new order.',
  'error.ORDER_NOT_CANCELLABLE': 'Only the unpaid part of an order can be cancelled.',
  'error.NOTHING_TO_PAY': 'There is nothing left to pay.',
  'error.METHOD_UNAVAILABLE': 'This payment method cannot be used here. Please choose another.',
  'error.GATEWAY_UNAVAILABLE': 'The payment gateway did not answer. Please try again later.',
  'error.LINK_EXPIRED': 'This payment link has expired. Please ask your accountant for a new one.',
  'error.LINK_REVOKED': 'This payment link was revoked. Please contact your accountant.',
  'error.INTERNAL':
    'Something went wrong on our side. Nothing you entered is lost; please try again.',

  'row.CUSTOMER_REQUIRED': 'Please choose a client.',
  'row.CUSTOMER_NOT_FOUND': 'This client is not in your list.',
  'row.NO_LICENSE': 'This client has no licence to renew.',
  'row.DUPLICATE_ROW': 'This client is in another row for the same financial year.',
  'row.ALREADY_ORDERED': 'Financial year {fiscalYear} is already in order {orderNumber}.',
  'row.ALREADY_COVERED': 'The licence already runs until {expiry}; this choice would add nothing.',
  'row.LICENSE_MOVED': 'The expiry date is now {expiry}. Please check this row again.',
  'row.PLAN_UNAVAILABLE': 'This package is no longer sold.',
  'row.FISCAL_YEAR_OUT_OF_RANGE': 'Financial year {fiscalYear} cannot be renewed.',
  'row.AMOUNT_TOO_LARGE': 'The amount is over what one order may have.',

  'field.REQUIRED': 'Please fill this in.',
  'field.TOO_LONG': 'This is too long.',
  'field.TAX_CODE_INVALID': 'This is not a valid tax code.',
  'field.EMAIL_INVALID': 'This is not a valid e-mail address.',
  'field.PHONE_INVALID': 'This is not a valid phone number.',
  'field.INVALID': 'This value is not valid.',

  'orderState.awaiting_payment': 'Unpaid',
  'orderState.partly_paid': 'Partly paid',
  'orderState.paid': 'Paid',
  'orderState.cancelled': 'Cancelled',
  'lineState.awaiting_payment': 'Unpaid',
  'lineState.paid': 'Paid',
  'lineState.cancelled': 'Cancelled',

  'method.bank_transfer': 'Bank transfer (VietQR)',
  'method.vnpay': 'VNPay',
  'method.bank_transfer.hint': 'Scan the QR code with your banking app, or transfer by hand.',
  'method.vnpay.hint': 'Domestic card, international card or banking app.',
  'unavailable.AMOUNT_TOO_SMALL': 'The amount is below the minimum of this method.',
  'unavailable.AMOUNT_TOO_LARGE': 'The amount is above the maximum of this method.',

  'transfer.bank': 'Beneficiary bank',
  'transfer.accountNumber': 'Account number',
  'transfer.accountHolder': 'Account holder',
  'transfer.amount': 'Amount',
  'transfer.memo': 'Transfer memo',
  'transfer.memoAdvice': 'Use exactly this memo, so that the order is confirmed by itself.',
  'transfer.napasLimit':
    'NAPAS247 quick transfers are below 500.000.000 ₫ each, so there is no QR code for this amount. Make an ordinary transfer (at the counter or by corporate e-banking), or split it into several transfers below 500.000.000 ₫ with the same memo; the order is confirmed once the money is complete.',
  'transfer.held':
    'Received {held}, {missing} still missing. Please transfer the rest with the same memo.',

  'vat.KCT': 'Not subject to VAT (KCT)',
  'vat.KKKNT': 'VAT not declared',

  'term.customer': 'Client',
  'term.taxCode': 'Tax code',
  'term.plan': 'Package',
  'term.fiscalYear': 'Financial year',
  'term.presentExpiry': 'Expiry date',
  'term.newExpiry': 'New expiry date',
  'term.list': 'Subtotal',
  'term.discount': 'Discount',
  'term.vat': 'VAT',
  'term.amount': 'Amount',
  'term.total': 'Total payable',
  'term.order': 'Order',
  'term.orderNumber': 'Order number',
  'term.paymentMethod': 'Payment method',
  'term.years': '{years} year(s)',
};
