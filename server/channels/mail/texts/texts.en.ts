import type { vi } from './texts.vi.ts';

/** The same texts in English; the type leaves no key out. */
export const en: Readonly<Record<keyof typeof vi, string>> = {
  greeting: 'Dear {name},',
  greetingNoName: 'Dear customer,',
  andOthers: '{name} and {count} more {count|client|clients}',
  severalLicenses: '{name}, {count} {count|licence|licences}',
  taxCodeOf: 'Tax code {taxCode}',
  amountWithVat: 'Amount incl.\u00a0VAT',
  received: 'Amount',
  receivedAt: 'Received at',
  transaction: 'Transaction number',
  'orderPlaced.subject': 'Order {number}: {total}, payment due {dueDate}',
  'orderPlaced.preview': 'Renewal of {count} {count|licence|licences}, ordered by {placedBy}.',
  'orderPlaced.intro':
    '{placedBy} ({firm}) placed order {number} to renew {count} {count|licence|licences}. Total payable: {total}.',
  'orderPlaced.payAdvice':
    'No account is needed to pay online. The new expiry date is in force as soon as the payment completes.',
  'orderPlaced.transferAdvice': 'Or scan the VietQR code, or transfer by hand:',
  'orderPlaced.transferOnly': 'Scan the VietQR code, or transfer by hand:',
  'pay.open': 'View and pay',
  'pay.now': 'Pay now',
  'pay.line': 'Pay for {name}',
  'pay.byFirm': 'Paid by the accounting firm',
  'pay.byOwners': 'Paid by business owners',
  'pay.firmPays': '{firm} pays for this renewal.',
  'pay.ownersPay':
    'The business {count|owner|owners} of {count} {count|client|clients} {count|pays|pay} {amount}; each is sent a payment link from the order screen.',
  'pay.atOrder':
    'To pay online, please open the order in the accounting portal and choose Pay now.',
  'paymentReceived.subject': 'Payment of {amount} received for order {number}',
  'paymentReceived.intro':
    'We received {amount} for order {number}. {count} {count|licence has|licences have} been renewed and can be used until the new expiry date at once.',
  'paymentReceived.rest': '{due} of the order is still unpaid.',
  'paymentReceived.done': 'Nothing of the order is left to pay.',
  'paymentReceived.receipt': 'View the receipt',
  'paymentReceived.lineReceipt': 'Receipt for {name}',
  'paymentsReceived.subject':
    '{count} {count|client has|clients have} just paid, {left} left: order {number}',
  'paymentsReceived.subjectDone':
    '{count} {count|client has|clients have} just paid, none left to pay: order {number}',
  'paymentsReceived.intro':
    'We received {payments} payments for order {number}. {licenses} {licenses|licence has|licences have} been renewed and can be used until the new expiry date at once.',
  'paymentsReceived.paid': 'Paid now',
  'paymentsReceived.left': 'Not paid yet',
  'paymentsReceived.ofCustomers': '{count} {count|client|clients}, {amount}',
  'paymentsReceived.open': 'Open the order',
  'paymentsReceived.inPortal':
    'To see who has not paid, please open the order in the accounting portal.',
  'paymentsReceived.why':
    'Payments of one order are summed up in one mail every {minutes} minutes at most. The last payment of the order is reported at once.',
  'paymentUnapplied.subject': '{missing} missing, {unapplied} received: order {number}',
  'paymentUnapplied.intro':
    'We received {unapplied} to renew the licence of {names} (order {number}), but {missing} is missing, so it has not been renewed yet.',
  'paymentUnapplied.transfer':
    'Please transfer the remaining {missing} with the same memo: scan the VietQR code, or transfer by hand.',
  'paymentUnapplied.online': 'Please pay the remaining {missing}.',
  'paymentReview.subject': 'Under review: {unapplied} of order {number}',
  'paymentReview.intro':
    'The payment gateway asked for a review of {unapplied} to renew the licence of {names} (order {number}). We will tell you as soon as it is done; you need not pay again.',
  'refundDue.subject': '{amount} of order {number} will be refunded',
  'refundDue.intro':
    '{amount} received to renew the licence of {names} (order {number}) will be refunded. Reason: {reason}.',
  'refundDue.advice': 'We will contact you about the refund. There is nothing you need to do.',
  'refundMade.subject': '{amount} of order {number} was refunded',
  'refundMade.intro':
    'We have refunded {amount} of the money received to renew the licence of {names} (order {number}). Reason: {reason}.',
  'refundMade.gateway':
    'The money goes back the way it was paid. Number of the refund: {reference}.',
  'refundMade.transfer': 'The money was sent by bank transfer. Bank reference: {reference}.',
  'paymentLink.subject': 'Renewal of {product}, payment due {until}: {name}',
  'paymentLink.intro':
    '{placedBy} ({firm}) has ordered the renewal of {product} for {name} (tax code {taxCode}). The new expiry is in force as soon as you have paid.',
  'paymentLink.advice': 'Please review it and pay by {until}.',
  'owner.preview': '{amount}, by {until} at the latest. {placedBy}, {firm}',
  'owner.short':
    '{received} was received for the renewal of {product} for {name} (tax code {taxCode}), ordered by {placedBy} ({firm}). {missing} is missing, so the licence has not been renewed yet.',
  'owner.received': 'Received',
  'owner.missing': 'Missing',
  'owner.left': 'Left to pay',
  'owner.remarks': 'Please note',
  'owner.expiries': '{from} → {to}',
  'owner.seller': 'Sold by',
  'owner.orderedBy': 'Ordered by',
  'owner.noSecrets':
    'The money goes to {seller}. The payment page needs no account, and asks for no password and no one-time code of yours.',
  'owner.callFirst': 'If in doubt, please call {placedBy} at {phone} before you pay.',
  'owner.answer': 'An answer to this mail goes to {placedBy}.',
  'owner.regards': 'Kind regards,',
  'owner.footer':
    'This mail was sent by the licence renewal system of {seller} on behalf of the orderer.',
  reasonBy: '{by} ({firm}) gave this reason:',
  'orderCancelled.subject': 'Order {number} was cancelled',
  'orderCancelled.intro': 'The unpaid part of order {number} was cancelled.',
  'orderLinesCancelled.subject': 'Part of order {number} was cancelled',
  'orderLinesCancelled.intro':
    '{count} {count|line|lines} of order {number}, {amount} in total, {count|was|were} cancelled.',
  'orderLinesCancelled.unchanged': 'The rest is unchanged.',
  'orderLinesCancelled.repriced':
    'The {count} {count|line that stays is|lines that stay are} too few for the former discount, and {count|has|have} another price. Still to pay: {due}.',
  'orderClosed.volumeOwed':
    'The lines that were paid had {amount} too much volume discount. It will be kept back of the volume discount of later orders.',
  'lineCancelled.subject': 'Renewal cancelled: {names}',
  'lineCancelled.intro':
    'The licence renewal of {names}, ordered by {placedBy} ({firm}), was cancelled.',
  'lineCancelled.advice':
    'You need not pay any more. If you have already sent the money, it still counts, or is refunded.',
  'commitmentMade.subject': '{amount} promised by {payBy}: order {number}',
  'commitmentMade.intro':
    'Payment of {amount} for order {number} has been promised by {payBy} at the latest. Until the end of that day {count} {count|licence stays|licences stay} in force, so that nobody has to stop working; once paid, the new expiry dates hold.',
  'commitmentDueSoon.subject': 'Due {payBy}: {amount} as promised for order {number}',
  'commitmentDueSoon.intro':
    '{amount} of order {number} is promised to be paid by {payBy}. After that day the temporary extension of {count} {count|licence|licences} ends.',
  'commitmentLapsed.subject': 'The temporary extension has ended: order {number}',
  'commitmentLapsed.intro':
    'Order {number} was not paid as promised. {count} {count|licence falls|licences fall} back to the expiry that is paid for:',
  'commitmentLapsed.besides':
    'The temporary extension of {count} {count|licence|licences}, which was promised to be paid, has ended; the table shows the expiry that is now in force.',
  'orderDueSoon.subject': 'Due {dueDate}: {amount} of order {number} is unpaid',
  'orderDueSoon.intro':
    '{amount} of order {number} is still unpaid. It is due by {dueDate} at the latest; after that day the unpaid part expires by itself.',
  'lineDueSoon.subject': 'Reminder, due {dueDate}: renewal of {product} for {name}',
  'lineDueSoon.intro':
    'The renewal of {product} for {name} (tax code {taxCode}), ordered by {placedBy} ({firm}), has not been paid yet.',
  'lineDueSoon.advice':
    'Please pay by {dueDate} at the latest. If you have just paid, please ignore this mail.',
  'linesDueSoon.subject': 'Reminder, due {dueDate}: {amount}, renewal for {names}',
  'linesDueSoon.intro':
    '{amount} of the renewal for {names}, ordered by {placedBy} ({firm}), has not been paid yet.',
  'linesDueSoon.short':
    'We received {unapplied} to renew the licence of {names}, but {missing} is missing, so it has not been renewed yet.',
  'linesRepriced.subject': 'New amount {amount}: renewal for {names}',
  'linesRepriced.intro':
    'The amount of the renewal for {names}, ordered by {placedBy} ({firm}), has risen from {former} to {total}: fewer licences are now ordered together with it, too few for the former discount.',
  'firmDueSoon.subject': 'Reminder, due {dueDate}: renewal for {names}',
  'firmDueSoon.intro':
    'The renewal for {names}, ordered by {placedBy} ({firm}), has not been paid yet.',
  'orderExpired.subject': 'Order {number} has expired unpaid',
  'orderExpired.intro':
    'The due date {dueDate} has passed, so the unpaid part of order {number}, {amount} in total, has expired. If the renewal is still wanted, the following can be ordered again.',
  'orderExpired.lateMoney':
    'If you have already sent the money, it still counts when it arrives: the licence is renewed unless another order has it, and if it cannot be, the money is refunded.',
  'lineExpired.subject': 'Expired unpaid: {names}',
  'lineExpired.intro':
    'The due date {dueDate} has passed, so the licence renewal of {names}, ordered by {placedBy} ({firm}), has expired. If it is still wanted, please ask {firm} to order it again.',
  'expiring.subject': '{count} {count|licence expires|licences expire} soon, from {date}',
  'expiring.subjectOne': '1 licence expires on {date}',
  'expiring.intro':
    'These licences of customers of {firm} expire soon, and their renewal has not been ordered. The first expires on {date}.',
  'expiring.left': '{days} {days|day|days} left',
  'expiring.today': 'expires today',
  'expiring.renew': 'Renew {count} {count|licence|licences}',
  'expiring.inPortal':
    'To renew them, open the bell in the accounting portal and choose this notification.',
  'expiring.why':
    'This mail is sent automatically to the accountants of {firm}, one a day at most, when licences of customers have 60, 30, 15, 7 days or 1 day left.',
  'expiring.stop': 'Stop mails about expiring licences',
  more: 'and {count} more {count|licence|licences}',
  footer: 'This mail was sent automatically by the licence renewal system.',
};
