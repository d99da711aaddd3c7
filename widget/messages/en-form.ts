import { notSetUp } from '../../shared/messages/en-basic.ts';
import type { form as vi } from './vi-form.ts';

/** The same in English; the type leaves no key out. */
export const form: Readonly<Record<keyof typeof vi, string>> = {
  loading: 'Loading…',
  retry: 'Try again',
  close: 'Close',
  continue: 'Continue',
  other: 'Other',
  lines: 'Licences to renew',
  previousPage: 'Previous page',
  nextPage: 'Next page',
  pageOf: 'Page {page}/{pages}',
  lineCount: '{count} {count|client|clients}',
  offline: 'The server cannot be reached. What you typed is still here; please try again.',
  'fault.NO_SERVER': notSetUp,
  'fault.WRONG_SERVER': notSetUp,
  'fault.SERVER_SLOW':
    'The renewal service has not answered yet. This screen opens by itself once it does.',
  'fault.NO_FETCH_TOKEN': notSetUp,
  'fault.FETCH_TOKEN_NOT_FUNCTION': notSetUp,
  'fault.FETCH_TOKEN_FAILED':
    'Your session could not be confirmed. Please try again, or sign in to the accounting portal again.',
  'fault.FETCH_TOKEN_TIMEOUT':
    'The accounting portal has not confirmed your session yet. Please wait a little longer, or try again.',
  'fault.FETCH_TOKEN_INVALID': notSetUp,
  'fault.IDENTITY_CHANGED':
    'The session has passed to {name} ({firm}). What the former user had open is closed; an unfinished order is kept for that user.',
  'fault.RELEASE_REPLACED':
    'The renewal service has just been updated. Please reload the page to go on; what you have entered is kept.',
  'fault.INVALID_PROPERTY': notSetUp,

  'wizard.title': 'Renew licences',
  'wizard.step': 'step {step} of {of}, {name}',
  'wizard.steps': 'Steps',
  'step.details': 'Details',
  'step.confirm': 'Confirm',
  'step.place': 'Place order',

  invoiceTo: 'Invoice recipient',
  'invoiceTo.customer': 'Client',
  'invoiceTo.customer.hint': 'Each line is invoiced to its own client.',
  notify: 'Notification recipient',
  'notify.accountant': 'Service accountant',
  payer: 'Payer',
  'payer.owner.hint': 'Send payment links after ordering.',

  'column.number': 'No.',
  'column.taxCode': 'Tax code/Business no.',
  'column.years': 'Years to renew',
  'column.actions': 'Actions',
  'combobox.placeholder': 'Code or name',
  'combobox.more': 'There are more. Type on to narrow the list.',
  'combobox.none': 'No client found.',
  fromExpiry: 'From expiry',
  expired: 'Expired',
  skippedYear: '{year} is chosen, as {skippedYear} adds only {days} {days|day|days}.',
  'expiry.temporary': 'In force until {date}',
  'lines.empty':
    'No clients yet. Type a code or a name into the tax code field, or paste a column of codes from Excel.',
  addRow: 'Add row',
  'row.number': 'row {number}',
  removeRow: 'Delete row',
  rowDetails: 'Details of this row',
  pasteCodes: 'Paste tax codes',
  tooManyRows: 'An order has at most {count} rows.',
  problems: '{count} {count|thing needs|things need} fixing before you go on.',
  quoteFailed: 'The price could not be worked out.',
  discountOf: '{percent}% discount',
  'discount.keptBack':
    '{amount} of the volume discount is kept back: earlier orders had more than their volume gave.',
  'discount.referral': 'Referral code {code} (applied by itself)',
  'discount.code': 'Discount code {code}',
  openOrder: 'Open the order',
  useNewExpiry: 'Use the new date',
  'row.TAX_CODE_UNKNOWN': 'No client has the code “{text}”.',
  'row.TAX_CODE_INVALID': '“{text}” is no tax code. Please choose a client from the list.',
  'row.TAX_CODE_CHECK_DIGIT': 'The check digit of “{text}” is wrong: please compare each digit.',
  'row.OVERRIDE': 'The details of this row are not right yet.',

  'quotation.held': 'Quotation {number} holds the price until {date}',
  'quotation.changed': 'The order differs from quotation {number}: present prices apply',
  'quotation.saved': 'Saved quotations',
};
