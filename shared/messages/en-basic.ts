import type { basic as vi } from './vi-basic.ts';

/** The same texts in English; the type leaves no key out. */
export const basic: Readonly<Record<keyof typeof vi, string>> = {
  'payer.firm': 'Accounting firm',
  'payer.owner': 'Business owner',

  'term.customer': 'Client',
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
};
