import { payment as shared } from '../../../shared/messages/en-payment.ts';
import type { payment as vi } from '../vi/payment.ts';

/** Texts of paying, in English; the type leaves no key out. */
export const payment: Readonly<Record<keyof typeof vi, string>> = {
  ...shared,
  paidOn: 'Paid on',

  'order.unapplied':
    'Received {unapplied} for {names}, {missing} still missing. Choose “Pay now” to transfer the rest.',
  'order.review':
    '{amount} received; the payment gateway is checking this transaction. There is no need to pay again: the result will be shown here.',
  refundDue: '{amount} that was received for {names} will be refunded: {reason}.',
  'pay.title': 'Pay order {number}',
  'pay.ticked': 'Pay {count} {count|line|lines}',
  'pay.lines': 'What to pay',
  'pay.line': 'Pay for',
  'pay.all': 'Select all',
  'pay.search': 'Find by tax code or client',
  'pay.chosen': '{count} of {of} {of|licence|licences} chosen',
  'pay.none': 'Please choose at least one licence.',
  'pay.starting': 'One moment…',
  'pay.otherOpen':
    'Another payment is under way. If it has been paid there, there is no need to pay again; a second payment has to be refunded.',
  'pay.otherOpen.accountant':
    '{method}, begun {at} in the accounting portal ({count} {count|licence|licences})',
  'pay.otherOpen.link': '{method}, begun {at} by a payment link ({count} {count|licence|licences})',
  'pay.until': 'Valid until {at}',
  'pay.rest': 'Pay the rest ({amount})',
  'waiting.transfer': 'Waiting for the money. This screen updates by itself when it arrives.',
  'waiting.redirect':
    'Waiting for {method}. Please pay on the page that has opened; this screen updates by itself.',
  openGateway: 'Open the {method} payment page',
  'gateway.opening': 'Going to the payment gateway…',
  'gateway.opened':
    'The payment page has opened in another tab. If you do not see it, open it again.',
  'gateway.blocked':
    'The browser opened no new window. Please open the payment page with the button below; if nothing appears, open it here, in place of this page.',
  'openGateway.here': 'Open it here',
  chooseAgain: 'Choose another method',
  'attempt.failed': 'The payment did not go through. No money was recorded.',
  'attempt.expired': 'The payment attempt has expired. Please choose a method again.',
  'attempt.cancelled': 'The order was cancelled, so this payment cannot go on.',
  'attempt.changed': 'Somebody else has just paid a part. Please choose again to pay the rest.',
  'paid.title': 'Payment successful',
  'paid.text': '{count} {count|licence|licences} renewed; the new expiry date is in force.',
  qr: 'VietQR code to transfer {amount}, memo {memo}',
};
