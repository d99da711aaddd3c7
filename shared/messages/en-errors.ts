import type { errors as vi } from './vi-errors.ts';

export const notSetUp =
  'The accounting portal is not connected properly to the renewal service. Please tell the portal’s support.';

/** The same in English; the type leaves no key out. */
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
};
