import type { remarks as vi } from './vi-remarks.ts';

/** The same in English; the type leaves no key out. */
export const remarks: Readonly<Record<keyof typeof vi, string>> = {
  'remark.planChange': 'Plan change: {from} → {to}',
  'remark.moreUsers': '+{count} {count|user|users}',
  'remark.fewerUsers': '−{count} {count|user|users}',
  'remark.chargedMonths': '{count} of {of} months of {fiscalYear} charged',
  'remark.chargedDays': '{count} of {of} days of {fiscalYear} charged',
  'remark.gap': 'Not in force from {from} to {until}',
  'remark.shortGain': 'Only {days} more {days|day|days}',
  'remark.expiryPassed': 'New expiry already past',
};
