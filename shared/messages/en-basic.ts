import type { basic as vi } from './vi-basic.ts';

/** The same in English; the type leaves no key out. */
export const basic: Readonly<Record<keyof typeof vi, string>> = {
  'row.CUSTOMER_REQUIRED': 'Please choose a client.',
  'row.CUSTOMER_NOT_FOUND': 'This client is not in your list.',
  'row.NO_LICENSE': 'This client has no licence to renew.',
  'row.LICENSE_REQUIRED': 'This client has several licences. Please choose the one to renew.',
  'row.LICENSE_NOT_FOUND': 'This client has no such licence.',
  'row.DUPLICATE_ROW':
    'This licence is in another row. To renew several years, raise the number of years there.',
  'row.ALREADY_ORDERED':
    'Financial year {fiscalYear} awaits payment in order {orderNumber}. Pay or cancel that line first.',
  'row.ALREADY_COVERED': 'The licence already runs until {expiry}; this choice would add nothing.',
  'row.LICENSE_MOVED': 'The expiry date is now {expiry}. Please check this row again.',
  'row.TERM_CHANGED':
    'The new expiry date is now {newExpiry}. Please check this row again, then continue.',
  'row.PLAN_UNAVAILABLE': 'This package is no longer sold.',
  'row.PLAN_NOT_FOR_CUSTOMER':
    'This package is not sold to this kind of client. Packages to choose from: {plans}.',
  'row.noPlanForCustomer': 'No package is sold to this kind of client.',
  'row.PLAN_OF_OTHER_PRODUCT': 'This package is of another product than the licence.',
  'row.TERM_LEAVES_GAP':
    'Starting with {fiscalYear} would leave the time before it uncovered. The latest year to start with is {latest}; to renew several years, raise the number of years.',
  'row.LAPSED_YEAR_FIRST':
    'With this package the unpaid year {latest} has to be renewed first. Start with {latest} and raise the number of years.',
  'row.UNTIL_NOT_SOLD':
    'This package is not charged by month or day, so it takes no common end date.',
  'row.UNTIL_OUT_OF_RANGE': 'The common end date has to be from {from} to {until}.',
  'row.FISCAL_YEAR_OUT_OF_RANGE': 'Financial year {fiscalYear} cannot be renewed.',
  'row.QUANTITY_NOT_SOLD': 'This package is not sold by user.',
  'row.AMOUNT_TOO_LARGE': 'The amount is over what one order may have.',

  'payer.firm': 'Accounting firm',
  'payer.owner': 'Business owner',

  'remark.planChange': 'Plan change: {from} → {to}',
  'remark.moreUsers': '+{count} {count|user|users}',
  'remark.fewerUsers': '−{count} {count|user|users}',
  'remark.chargedMonths': '{count} of {of} months of {fiscalYear} charged',
  'remark.chargedDays': '{count} of {of} days of {fiscalYear} charged',
  'remark.shortGain': 'Only {days} more {days|day|days}',
  'remark.expiryPassed': 'New expiry already past',

  'term.customer': 'Client',
  'term.taxCode': 'Tax code',
  'term.users': '{count} {count|user|users}',
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
  'term.dueDate': 'Payment due',
  'term.orderNumber': 'Order number',
  'term.paymentMethod': 'Payment method',
  'term.duration': 'Term',
  'term.years': '{years} {years|year|years}',
};
