import type { errors as vi } from './vi-errors.ts';

export const notSetUp =
  'The accounting portal is not connected properly to the renewal service. Please tell the portal’s support.';

/** The same texts in English; the type leaves no key out. */
export const errors: Readonly<Record<keyof typeof vi, string>> = {
  'error.UNAUTHENTICATED':
    'Your session is not valid. Please sign in to the accounting portal again.',
  'error.TOKEN_UNREADABLE': notSetUp,
  'error.TOKEN_ISSUER_UNKNOWN': notSetUp,
  'error.TOKEN_SIGNATURE_INVALID': notSetUp,
  'error.TOKEN_EXPIRED': 'Your session has expired. Please try again.',
  'error.TOKEN_NOT_YET_VALID': notSetUp,
  'error.TOKEN_CLAIMS_INVALID': notSetUp,
  'error.TOKEN_TOO_LONG_LIVED': notSetUp,
  'error.ORIGIN_NOT_ALLOWED': 'This web page is not allowed to use the renewal service.',
  'error.NOT_FOUND': 'What you asked for was not found.',
  'error.INVALID_INPUT': 'Some details are not right yet. Please check them.',
  'error.PAYLOAD_TOO_LARGE': 'The data sent is too large.',
  'error.TOO_MANY_REQUESTS': 'That was too fast. Please try again in a few minutes.',
  'error.mailLimit':
    'The limit of e-mails an hour is reached, so nothing was changed. Please try again in {minutes} {minutes|minute|minutes}.',
  'error.ORDER_LINES_REJECTED': 'Some rows cannot be ordered. Please check the marked rows.',
  'error.PRICE_CHANGED':
    'The price has changed. The new total is {total}. Please check and confirm again.',
  'error.REQUEST_ID_REUSED':
    'This order was already placed with other content. Please start a new order.',
  'error.CODE_REJECTED': 'The discount code cannot be used.',
  'error.QUOTATION_EXPIRED': 'The quotation is no longer valid. Please check the present price.',
  'error.QUOTATION_DIFFERS': 'The order differs from the quotation. Please check it again.',
  'error.QUOTATION_USED': 'An order has been placed with this quotation already.',
  'error.DRAFT_CHANGED': 'This draft has just been saved elsewhere.',
  'error.DRAFT_ENDED': 'This draft has been ordered, deleted or handed over.',
  'error.TOO_MANY_DRAFTS': 'There are 50 drafts already. Delete some in “Drafts” to save more.',
  'error.UNAVAILABLE':
    'The service is briefly interrupted. Nothing you entered is lost; please try again.',
  'error.INTERNAL':
    'Something went wrong on our side. Nothing you entered is lost; please try again.',

  'field.REQUIRED': 'Please fill this in.',
  'field.TOO_LONG': 'This is too long.',
  'field.TAX_CODE_INVALID': 'This is not a valid tax code.',
  'field.TAX_CODE_CHECK_DIGIT':
    'The check digit of this tax code is wrong: please compare each digit.',
  'field.EMAIL_INVALID': 'This is not a valid e-mail address.',
  'field.EMAIL_SEVERAL': 'Please enter one e-mail address only.',
  'field.PHONE_INVALID': 'This is not a valid phone number.',
  'field.BUDGET_UNIT_CODE_INVALID': 'A budget unit code has 7 digits.',
  'field.INVALID': 'This value is not valid.',

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
  'row.COVERED_LATER':
    'The licence is already paid for from {from} on, so it can only be renewed until {until}.',
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
};
