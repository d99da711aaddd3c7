import type { MailTexts } from './mail-texts.ts';

/** The same in English; the type leaves no key out. */
export const en: MailTexts = {
  greeting: 'Dear {name},',
  greetingNoName: 'Dear customer,',
  'orderPlaced.subject': 'Order {number}: licence renewal, ASP Accounting',
  'orderPlaced.intro':
    '{placedBy} ({firm}) placed order {number} to renew the licences of {count} client(s). Total payable: {total}.',
  'orderPlaced.pay': 'Pay now',
  'orderPlaced.payLine': 'Pay for {name}',
  'orderPlaced.payAdvice':
    'Open the link below to pay online; no account is needed. The new expiry date is in force as soon as the payment completes.',
  'orderPlaced.transferAdvice': 'Or scan the VietQR code, or transfer by hand:',
  'paymentReceived.subject': 'Payment of {amount} received for order {number}',
  'paymentReceived.intro':
    'We received {amount} for order {number}. {count} licence(s) have been renewed and can be used until the new expiry date at once.',
  'paymentReceived.rest': '{due} of the order is still unpaid.',
  'paymentReceived.open': 'View the payment',
  'paymentHeld.subject': 'Order {number}: {held} received, {missing} missing',
  'paymentHeld.intro':
    'We received {held} for order {number}, but {missing} is missing, so no licence has been renewed yet. Please transfer the rest with the same memo.',
  'paymentReview.subject': 'Order {number}: a payment is being reviewed',
  'paymentReview.intro':
    'The payment gateway asked for a review of {held} for order {number}. We will tell you as soon as it is done; you need not pay again.',
  'refundDue.subject': 'Order {number}: {amount} will be refunded',
  'refundDue.intro': '{amount} received for order {number} will be refunded. Reason: {reason}.',
  'refundDue.advice': 'We will contact you about the refund. There is nothing you need to do.',
  'refundMade.subject': 'Order {number}: {amount} was refunded',
  'refundMade.intro': 'We have refunded {amount} of order {number}. Reason: {reason}.',
  'refundMade.gateway':
    'The money goes back the way it was paid. Number of the refund: {reference}.',
  'refundMade.transfer': 'The money was sent by bank transfer. Bank reference: {reference}.',
  'paymentLink.subject': 'Payment of the licence renewal of {name}: {amount}',
  'paymentLink.intro':
    '{placedBy} ({firm}) has ordered the renewal of {plan} for {name} (tax code {taxCode}), fiscal year {years}. New expiry: {expiry}.',
  'paymentLink.advice':
    'Open the link below to see and pay {amount}; no account is needed. Payment is due by the end of {until}.',
  'orderCancelled.subject': 'Order {number} was cancelled',
  'orderCancelled.intro': 'The unpaid part of order {number} was cancelled. Reason: {reason}.',
  'commitmentMade.subject': 'Order {number}: payment of {amount} promised by {payBy}',
  'commitmentMade.intro':
    'Payment of {amount} for order {number} has been promised by {payBy} at the latest. Until the end of that day {count} licences stay in force, so that nobody has to stop working; once paid, the new expiry dates hold.',
  'commitmentDueSoon.subject': 'Order {number}: payment is promised by {payBy}',
  'commitmentDueSoon.intro':
    '{amount} of order {number} is promised to be paid by {payBy}. After that day the temporary extension of {count} licences ends.',
  'commitmentLapsed.subject': 'Order {number}: the temporary extension has ended',
  'commitmentLapsed.intro':
    'Order {number} was not paid as promised, or was cancelled. {count} licences fall back to the expiry that is paid for:',
  'orderLinesCancelled.subject': 'Order {number}: part of it was cancelled',
  'orderLinesCancelled.intro':
    '{count} line(s) of order {number}, {amount} in total, were cancelled; the rest is unchanged. Reason: {reason}.',
  'orderDueSoon.subject': 'Order {number}: {amount} to be paid by the end of {dueDate}',
  'orderDueSoon.intro':
    '{amount} of order {number} is still unpaid. It is due by the end of {dueDate}; after that day what is unpaid expires by itself.',
  'lineDueSoon.subject': 'Licence renewal of {name}: {amount} to be paid by the end of {dueDate}',
  'lineDueSoon.intro':
    'The renewal of {plan} for {name} (tax code {taxCode}), ordered by {placedBy} ({firm}), is still unpaid. Amount: {amount}. It is due by the end of {dueDate}.',
  'orderExpired.subject': 'Order {number} has expired unpaid',
  'orderExpired.intro':
    'The due date {dueDate} has passed, so what is unpaid of order {number}, {amount} in total, has expired. If the renewal is still wanted, the following can be ordered again. If you have already sent the money, it still counts when it arrives: the licence is renewed unless another order has it, and if it cannot be, the money is refunded.',
  'unmatched.subject': 'To reconcile: {amount} matches no order',
  'unmatched.intro':
    '{amount} ({gateway}, transaction {transactionId}) matches no payment session. Memo: “{memo}”. The money is held.',
  'refundOperations.subject': 'To refund: {amount}, order {number}',
  'undeliverable.subject': 'Mail could not be delivered: {to}',
  'undeliverable.intro':
    'Mail “{kind}” to {to} could not be delivered in {attempts} attempt(s). Error: {error}',
  'eventUndeliverable.subject': 'Portal {portal} takes no events',
  'eventUndeliverable.intro':
    'Event “{type}” could not be delivered to portal {portal} in {attempts} attempt(s). Error: {error}. Events that were given up are on the operations page, where they can be sent again; there is no other mail about this portal for 24 hours.',
  more: 'and {count} more client(s)',
  footer: 'This mail was sent automatically by the licence renewal system.',
};
