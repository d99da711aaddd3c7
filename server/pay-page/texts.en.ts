import type { vi } from './texts.vi.ts';

/** The same texts in English; the type leaves no key out. */
export const en: Readonly<Record<keyof typeof vi, string>> = {
  title: 'Licence renewal payment',
  forLines: 'Renewal of software licences',
  customers: '{count} {count|client|clients}',
  licenses: '{count} {count|licence|licences}',
  seller: 'Sold by',
  taxCodeOf: 'Tax code',
  orderedBy: 'Ordered by',
  'preview.title': 'Software licence renewal for {name}',
  'preview.titleOfSeveral': 'Renewal of {count} software {count|licence|licences}',
  'preview.line': '{plan}: expiry date {from} → {to}.',
  'preview.due': 'Ordered by {firm}. Please pay by {until}. Sold by {seller}.',
  'preview.ended': '{state}. Ordered by {firm}. Sold by {seller}.',
  toPay: 'To pay',
  details: 'What the payment is for',
  expiry: 'Expiry date: {from} → {to}',
  planChanges: '{count} {count|plan change|plan changes}',
  userChanges: '{count} {count|change|changes} of users',
  gaps: '{count} {count|licence|licences} with days not in force',
  shortGains: '{count} {count|licence gains|licences gain} less than six months',
  choose: 'Choose a payment method',
  fullAmount: 'The methods below take all {due}; the {unapplied} received will be refunded.',
  'fullAmount.transfer':
    'Bank transfer takes only the rest. The other methods take all {due}; the {unapplied} received will be refunded.',
  payNow: 'Pay now',
  paidTitle: 'Payment successful',
  paidText: 'The new expiry date is in force. Thank you.',
  paidByOthersTitle: 'This has been paid already',
  paidByOthersText: 'The new expiry date is in force. You need not pay any more.',
  receipt: 'Receipt',
  printReceipt: 'Print the receipt',
  receivedAt: 'Received at',
  expiredTitle: 'The order has expired',
  expiredText:
    'It can no longer be paid. If the renewal is still wanted, please ask your accountant to order it again. Money already transferred still counts, or is refunded.',
  partlyExpiredTitle: 'Partly paid, the rest has expired',
  partlyExpiredText:
    'Licences renewed: {paid}. {count} {count|other has|others have} expired unpaid. If the renewal is still wanted, please ask your accountant to order again. Money already transferred still counts, or is refunded.',
  cancelledTitle: 'The order was cancelled',
  lineCancelledTitle: 'This renewal was cancelled',
  cancelledText:
    'There is nothing left to pay. Money already transferred still counts, or is refunded.',
  cancelReason: 'Reason: {reason}.',
  failedTitle: 'The payment did not go through',
  failedText: 'No money was recorded. Please try again or choose another method.',
  pendingTitle: 'Waiting for confirmation',
  pendingText:
    'If you have paid, please do not pay again: this page updates by itself once that is confirmed.',
  unconfirmedText:
    'If you have paid, please do not pay again: the confirmation may take a few minutes.',
  checkAgain: 'Check again',
  transferTitle: 'Bank transfer',
  waiting: 'Waiting for the money. This page updates by itself when it arrives.',
  saveQr: 'Save the QR image',
  qrAlt: 'VietQR code to transfer {amount}, memo {memo}',
  phoneAdvice:
    'On a phone: save the QR image and open it in your banking app, or copy each detail below.',
  shareQr: 'Share the QR code',
  openApp: 'Open your banking app',
  appsPrivacy:
    'The app opens with the transfer filled in, by way of vietqr.io, which sees the account to pay, the amount and the memo, not your name.',
  paymentOrderHint: 'Paying at the counter, or by a payment order?',
  paymentOrder: 'Print a payment order',
  shareLink: 'Send this page to the person who pays',
  closePage: 'You can close this page.',
  copy: 'Copy',
  copied: 'Copied',
  otherMethod: 'Choose another method',
  payRest: 'Pay the rest',
  gatewayUnderpaid:
    '{unapplied} received, {missing} missing. The licence is renewed once all of it is here.',
  reviewTitle: 'The payment is being checked',
  reviewText:
    'We have received {unapplied}; the payment gateway asks for a closer look. You need not pay again: this page tells the outcome.',
  overlap:
    'Another payment is open ({method}, begun at {time}). If you have paid there, do not pay again; a second payment is refunded.',
  refunded: '{amount} received {time} by {method} has been refunded.',
  refundedBy: '{amount} received {time} by {method} has been refunded. Reference: {reference}.',
  refundDue: '{amount} received {time} by {method} will be refunded: {reason}.',
  linkUntil: 'This link is valid until {date}.',
  closeTab: 'You can close this page and go back to the accounting portal.',
  resultOrder: 'Order {number}',
  chooseFirst: 'Please choose a payment method.',
  gatewayUnavailable:
    'This payment gateway does not answer; no money was taken. Please choose another method, or try again in a few minutes.',
  opening: 'Going to the payment gateway. If it takes long, you can choose another method.',
  language: 'Language',
  errorTitle: 'The payment page cannot be opened',
  linkUnknown:
    'This link is not right. Please open the link in the e-mail again, or ask your accountant for a new one.',
};
