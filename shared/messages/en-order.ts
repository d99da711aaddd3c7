import type { order as vi } from './vi-order.ts';

/** The same texts in English; the type leaves no key out. */
export const order: Readonly<Record<keyof typeof vi, string>> = {
  'remark.planChange': 'Plan change: {from} → {to}',
  'remark.moreUsers': '+{count} {count|user|users}',
  'remark.fewerUsers': '−{count} {count|user|users}',
  'remark.chargedMonths': '{count} of {of} months of {fiscalYear} charged',
  'remark.chargedDays': '{count} of {of} days of {fiscalYear} charged',
  'remark.gap': 'Not in force from {from} to {until}',
  'remark.shortGain': 'Only {days} more {days|day|days}',
  'remark.expiryPassed': 'New expiry already past',

  'term.taxCode': 'Tax code',
  'term.order': 'Order',
  'term.dueDate': 'Payment due',
  'term.orderNumber': 'Order number',
  'term.paymentMethod': 'Payment method',
  'term.duration': 'Term',
  'term.years': '{years} {years|year|years}',
};
