import { order } from '../../../shared/messages/en-order.ts';
import type { placing as vi } from '../vi/placing.ts';

/**
 * Texts of confirming and placing an order, and of what the order form opens, in English; the type leaves no key out.
 */
export const placing: Readonly<Record<keyof typeof vi, string>> = {
  ...order,
  done: 'Done',
  otherLicenses: 'Add other licences of {name} ({count})',
  'otherLicenses.do': 'Add',
  'otherLicenses.add': 'Add {product} of {name}',
  'otherLicenses.expiry': 'expires {date}',
  'commonEnd.text':
    'Brings the chosen rows to one end date. Part of a year is charged by month or day.',
  'commonEnd.none': 'No row has a plan that is charged by month or day, so none takes an end date.',
  'commonEnd.date': 'Common end date',
  'commonEnd.range': 'From {from} to {until}',
  'commonEnd.rows': 'For {count} of {of} {of|row|rows}',
  'commonEnd.noRow': 'Please choose at least one row.',
  'commonEnd.do': 'End on {date}',
  'commonEnd.undo': 'Undo all end dates',
  'commonEnd.done': '{count} {count|row ends|rows end} on {date}.',
  'commonEnd.notSold':
    '{count} {count|row takes|rows take} no end date, as the plan is charged by whole years',
  'commonEnd.outside': '{count} {count|row|rows} can’t end on this date: {names}.',
  'draft.title': 'You have an unfinished order',
  'draft.text': 'It has {count} {count|row|rows} and has not been placed.',
  'draft.continue': 'Continue it ({count})',
  'draft.startAnew': 'Start a new order ({count})',
  'draft.offered':
    'The portal’s selection has just changed ({chosen} {chosen|item|items}), while the order you are typing has {count} {count|row|rows} and has not been placed.',
  'draft.add': 'Add to the present order ({count})',
  'draft.elsewhere': 'This order has just been changed in another tab',
  'draft.elsewhere.text':
    'It has {other} {other|row|rows} in the other tab, and {count} {count|row|rows} here. Only one of the two can be kept.',
  'draft.takeTheirs': 'Use the other tab’s ({count})',
  'draft.keepMine': 'Keep this one ({count})',
  'draft.gone': 'This order has just been placed or given up in another tab',
  'draft.gone.text': 'The one here has {count} {count|row|rows}. Kept, it is another order.',
  'draft.startEmpty': 'Start a new order',

  'shortRows.count': '{count} {count|row adds|rows add} less than six months.',
  'shortRows.price': 'Each financial year is still charged in full.',
  'shortRows.changeAll': 'Change {count} {count|row|rows}',
  'shortRows.how': 'What changes: {how}.',
  'shortRows.later': '{count} {count|row begins|rows begin} with a later financial year',
  'shortRows.longer': '{count} {count|row is|rows are} renewed for more years',
  'shortRows.changed': '{count} {count|row|rows} changed. The total is worked out anew.',
  'shortRows.undo': 'Undo',
  'shortRows.showOnly': 'Show only these rows',
  'shortRows.showAll': 'Show all rows',

  undo: 'Undo',
  redo: 'Redo',
  'history.undo': 'Undone: {what}.',
  'history.redo': 'Redone: {what}.',
  'history.changed': '{count} {count|row|rows} changed',
  'history.added': '{count} {count|row|rows} brought in',
  'history.removed': '{count} {count|row|rows} taken out',
  'history.order': 'details of the whole order',

  'party.legalName': 'Organisation name',
  'party.taxCode': 'Tax code',
  'party.budgetUnitCode': 'Budget unit code (if any)',
  'party.address': 'Address',
  'party.email': 'E-mail for the invoice',
  'party.contactName': 'Buyer (contact)',
  'recipient.name': 'Name',
  'recipient.email': 'E-mail',
  'recipient.phone': 'Phone',
  'note.invoiceParty': 'Invoice: {name}',
  'note.recipient': 'Messages also to: {email}',
  'override.invoiceParty': 'Invoice this line to somebody else',

  'pasteCodes.hint':
    'Paste a column of tax codes or a whole table from Excel, one client a line. Codes that lost their leading zeros are recognised.',
  'pasteCodes.label': 'Tax codes',
  'pasteCodes.add': 'Add to the order',
  'pasteCodes.none': 'No tax code was found in the pasted text.',
  'pasteCodes.skipped': 'Headings and totals left out: line {lines}.',
  'pasteCodes.done':
    '{found} {found|client|clients} added; {duplicates} already in the order; {unknown} not recognised.',

  remarks: 'Please note',
  'remarks.planChange': '{count} {count|plan change|plan changes}',
  'remarks.userChange': '{count} {count|change of users|changes of users}',
  'remarks.gap': '{count} {count|row|rows} with days not in force',
  'remarks.shortGain': '{count} {count|row adds|rows add} less than six months',
  newTerms:
    'Expiry dates or prices have changed since they were shown. Please check and confirm again.',
  'confirm.tick': 'I have checked the information above and confirm that it is correct',
  'confirm.tickMissing': 'Please check and confirm before you continue.',
  discountCode: 'Discount code',
  'discountCode.apply': 'Apply',
  'discountCode.remove': 'Remove',
  'discountCode.applied': 'Code {code} applied.',
  quotation: 'Quotation',
  'quotation.hint':
    'Save a quotation to show to clients; it guarantees the price while it is valid.',
  'quotation.save': 'Save quotation',
  'quotation.saving': 'Saving…',
  'quotation.open': 'Open quotation {number}',
  'quotation.none': 'No quotations yet. They are saved in the Confirm step.',
  'quotation.replaces':
    'Ordering by a quotation replaces the {count} {count|row|rows} you have entered.',
  'quotation.until': 'valid until {date}',
  'quotation.over': 'valid until {date} only',
  'quotation.order': 'Order by it',
  'quotation.ordered': 'Ordered: {number}',
  place: 'Place order',
  'place.busy': 'Placing the order…',
  'place.summary': 'Order summary',
  'place.count': 'Renewed for',
  'place.ownParties':
    '{count} {count|licence|licences} with invoice details of {count|its|their} own',
  'place.ownRecipients': '{count} {count|licence|licences} with one more recipient',
  'place.hint': 'The order with payment instructions will be sent to {email}.',
  'placed.title': 'Order placed',
  'placed.text':
    'Order {number} has been recorded. You will find it under the bell and in an e-mail.',

  'placed.committed':
    'Payment is committed to by the end of {date}; the licences are extended until then.',
  'placed.paid': 'Order {number} has been paid in full; the licences are renewed.',
  'placed.byOwners': '{count} {count|licence is|licences are} paid for by the business owner.',

  openOrder: 'Open the order',
  useNewExpiry: 'Use the new date',
  'row.TAX_CODE_UNKNOWN': 'No client has the code “{text}”.',
  'row.TAX_CODE_INVALID': '“{text}” is no tax code. Please choose a client from the list.',
  'row.TAX_CODE_CHECK_DIGIT': 'The check digit of “{text}” is wrong: please compare each digit.',
  'row.OVERRIDE': 'The details of this row are not right yet.',
  'row.QUANTITY_INVALID': 'The number of users is a whole number from 1 to {most}.',
};
