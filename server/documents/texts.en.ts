import type { vi } from './texts.vi.ts';

/** The same texts in English; the type leaves no key out. */
export const en: Readonly<Record<keyof typeof vi, string>> = {
  print: 'Print or save as PDF',
  language: 'Language',
  errorTitle: 'The page cannot be opened',
  address: 'Address',
  ordinal: 'No.',
  taxCodeOf: 'Tax code {taxCode}',
  inWords: 'Amount in words',
  receipt: 'Payment receipt',
  receiptSubtitle: 'Order {number}, {date}',
  paidFor: 'Paid for',
  customersOf: '{count} {count|client|clients} of {firm}',
  orderedBy: 'Ordered by',
  transaction: 'Transaction number',
  receivedAt: 'Received at',
  paid: 'Paid',
  partOf: 'part of {total}',
  sum: 'Total',
  received: 'Amount received',
  notApplied: 'Not used for the order',
  noInvoice: 'This is a payment receipt, not a VAT invoice.',
  invoiceComes: 'The e-invoice is issued separately and sent to the declared invoice address.',
};
