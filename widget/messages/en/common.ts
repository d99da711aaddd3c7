import { basic } from '../../../shared/messages/en-basic.ts';
import type { common as vi } from '../vi/common.ts';

/** Texts of every screen, in English; the type leaves no key out. */
export const common: Readonly<Record<keyof typeof vi, string>> = {
  ...basic,
  loading: 'Loading…',
  retry: 'Try again',
  close: 'Close',
  lines: 'Licences to renew',
  previousPage: 'Previous page',
  nextPage: 'Next page',
  pageOf: 'Page {page}/{pages}',
  customers: '{count} {count|client|clients}',
  licenses: '{count} {count|licence|licences}',
  offline: 'The server cannot be reached. What you typed is still here; please try again.',
  'fault.IDENTITY_CHANGED':
    'The session has passed to {name} ({firm}). What the former user had open is closed; an unfinished order is kept for that user.',
  'fault.RELEASE_REPLACED':
    'The renewal service has been updated. Reload the page to go on; what you have entered is kept.',

  'column.actions': 'Actions',
  'combobox.none': 'No client found.',
  expired: 'Expired',
  discountOf: '{percent}% discount',
  'discount.keptBack':
    '{amount} of the volume discount is kept back: earlier orders had more than their volume gave.',
  'discount.referral': 'Referral code {code} (applied by itself)',
  'discount.code': 'Discount code {code}',
};
