/** Errors that a caller can act on. A published code keeps its meaning. */
export const ERROR_CODES = [
  'UNAUTHENTICATED',
  'TOKEN_UNREADABLE',
  'TOKEN_ISSUER_UNKNOWN',
  'TOKEN_SIGNATURE_INVALID',
  'TOKEN_EXPIRED',
  'TOKEN_NOT_YET_VALID',
  'TOKEN_CLAIMS_INVALID',
  'TOKEN_TOO_LONG_LIVED',
  'ORIGIN_NOT_ALLOWED',
  'NOT_FOUND',
  'INVALID_INPUT',
  'PAYLOAD_TOO_LARGE',
  'TOO_MANY_REQUESTS',
  'ORDER_LINES_REJECTED',
  'PRICE_CHANGED',
  'REQUEST_ID_REUSED',
  'ORDER_NOT_CANCELLABLE',
  'NOTHING_TO_PAY',
  'METHOD_UNAVAILABLE',
  'GATEWAY_UNAVAILABLE',
  'CODE_REJECTED',
  'QUOTATION_EXPIRED',
  'QUOTATION_DIFFERS',
  'QUOTATION_USED',
  'DRAFT_CHANGED',
  'DRAFT_ENDED',
  'TOO_MANY_DRAFTS',
  'DUE_DATE_NOT_POSTPONABLE',
  'COMMITMENT_NOT_ALLOWED',
  'REFUND_NOT_DUE',
  'PAYMENT_NOT_UNAPPLIED',
  'PAYMENTS_NOT_JOINABLE',
  'LINK_EXPIRED',
  'LINK_REVOKED',
  'UNAVAILABLE',
  'INTERNAL',
] as const;

/** One of {@link ERROR_CODES}. */
export type ErrorCode = (typeof ERROR_CODES)[number];

/** Problems of one row of an order; `field` of a {@link RowProblem} says where. */
export const ROW_PROBLEM_CODES = [
  'CUSTOMER_REQUIRED',
  'CUSTOMER_NOT_FOUND',
  'NO_LICENSE',
  'LICENSE_REQUIRED',
  'LICENSE_NOT_FOUND',
  'DUPLICATE_ROW',
  'ALREADY_ORDERED',
  'ALREADY_COVERED',
  'COVERED_LATER',
  'LICENSE_MOVED',
  'TERM_CHANGED',
  'PLAN_UNAVAILABLE',
  'PLAN_NOT_FOR_CUSTOMER',
  'PLAN_OF_OTHER_PRODUCT',
  'FISCAL_YEAR_OUT_OF_RANGE',
  'TERM_LEAVES_GAP',
  'LAPSED_YEAR_FIRST',
  'UNTIL_NOT_SOLD',
  'UNTIL_OUT_OF_RANGE',
  'QUANTITY_NOT_SOLD',
  'AMOUNT_TOO_LARGE',
] as const;

/** The fields of a row that a {@link RowProblem} can point at. */
export const ROW_PROBLEM_FIELDS = [
  'customerId',
  'licenseId',
  'planId',
  'quantity',
  'firstFiscalYear',
  'years',
  'until',
  'presentExpiry',
] as const;

/** One of {@link ROW_PROBLEM_CODES}. */
export type RowProblemCode = (typeof ROW_PROBLEM_CODES)[number];

/**
 * Warnings about a row that can still be ordered: it ends before today, adds less than six months, or is for a lapsed
 * year that the plan requires before others.
 */
export const ROW_WARNING_CODES = ['EXPIRY_PASSED', 'SHORT_GAIN', 'LAPSED_YEAR_FIRST'] as const;

/** Problems of a discount code. */
export const CODE_PROBLEM_CODES = [
  'CODE_UNKNOWN',
  'CODE_NOT_YET_VALID',
  'CODE_EXPIRED',
  'CODE_USED_UP',
] as const;

/** One of {@link CODE_PROBLEM_CODES}. */
export type CodeProblemCode = (typeof CODE_PROBLEM_CODES)[number];

/** Problems of one field that a person typed. */
export const FIELD_PROBLEM_CODES = [
  'REQUIRED',
  'TOO_LONG',
  'TAX_CODE_INVALID',
  'TAX_CODE_CHECK_DIGIT',
  'EMAIL_INVALID',
  'EMAIL_SEVERAL',
  'PHONE_INVALID',
  'BUDGET_UNIT_CODE_INVALID',
  'INVALID',
] as const;

/** One of {@link FIELD_PROBLEM_CODES}. */
export type FieldProblemCode = (typeof FIELD_PROBLEM_CODES)[number];

/** Problems of a declared customer that no single field shows. */
const DECLARATION_PROBLEM_CODES = [
  'TAX_CODE_TAKEN',
  'CUSTOMER_MERGED',
  'LICENSE_EXISTS',
  'LICENSE_TAKEN',
] as const;

/** One of {@link DECLARATION_PROBLEM_CODES}. */
export type DeclarationProblemCode = (typeof DECLARATION_PROBLEM_CODES)[number];

/** The reason why one row of an order can’t be ordered, with its field, and the values for its text. */
export interface RowProblem {
  /** Index into the lines sent. */
  row: number;
  field: (typeof ROW_PROBLEM_FIELDS)[number];
  code: RowProblemCode;
  /** ALREADY_ORDERED: the order that has claimed the fiscal year. */
  orderId?: string;
  orderNumber?: string;
  /**
   * LICENSE_MOVED, ALREADY_COVERED, TERM_LEAVES_GAP, LAPSED_YEAR_FIRST: the expiry now in force, `yyyy-MM-dd`.
   */
  expiry?: string;
  /**
   * ALREADY_ORDERED, ALREADY_COVERED, FISCAL_YEAR_OUT_OF_RANGE, TERM_LEAVES_GAP, LAPSED_YEAR_FIRST: the fiscal year in
   * question.
   */
  fiscalYear?: number;
  /** TERM_LEAVES_GAP, LAPSED_YEAR_FIRST: the latest fiscal year that may be the first. */
  latest?: number;
  /** UNTIL_OUT_OF_RANGE: the first day that may be the last; COVERED_LATER: that of days after a gap. `yyyy-MM-dd` */
  from?: string;
  /** UNTIL_OUT_OF_RANGE, COVERED_LATER: the latest day that may be the last, `yyyy-MM-dd`. */
  until?: string;
  /** TERM_CHANGED: the expiry that the line would give now, `yyyy-MM-dd`. */
  newExpiry?: string;
  /** PLAN_NOT_FOR_CUSTOMER: plans that the customer can have, ten at most. */
  plans?: { code: string; name: { vi: string; en: string } }[];
}

/** The reason why the server refused one field of its input. */
export interface FieldProblem {
  /** Path in the input, e.g. ["lines", 3, "recipientEmail"]. */
  path: (string | number)[];
  code: FieldProblemCode | DeclarationProblemCode;
  /**
   * TAX_CODE_TAKEN, LICENSE_TAKEN: the customer that has the code or licence; CUSTOMER_MERGED: the one that it was
   * merged into.
   */
  customer?: { externalId: string; name: string };
}

/** Details of an error, by its code. */
export interface ErrorDetails {
  /** ORDER_LINES_REJECTED */
  rowProblems?: RowProblem[];
  /** INVALID_INPUT */
  fieldProblems?: FieldProblem[];
  /** PRICE_CHANGED: the present total, in dong. */
  total?: number;
  /** CODE_REJECTED */
  codeProblem?: CodeProblemCode;
  /** DRAFT_CHANGED: the state saved since, by whom and when. */
  draft?: {
    version: number;
    savedAt: number;
    savedBy: { id: string; name: string };
    editor: string;
  };
  /** DRAFT_ENDED: the order placed of it; none: it was deleted or handed over. */
  orderNumber?: string;
  /** TOKEN_CLAIMS_INVALID: the claims that are missing or wrong, e.g. `firm.name`. */
  claims?: string[];
  /** TOO_MANY_REQUESTS, UNAVAILABLE: seconds to wait before trying again. */
  retryAfter?: number;
  /** TOO_MANY_REQUESTS for mails: the limit that was reached (one mailbox's, the firm's, or the portal's). */
  mailLimit?: 'firmToMailbox' | 'portalToMailbox' | 'firm' | 'portal';
  /** TOO_MANY_REQUESTS for mails: the number of requested ones that could still be sent. */
  mailsLeft?: number;
}

/** The shape of an error on the wire: tRPC puts it at `error.data.domain`, REST at `error`. */
export interface DomainErrorShape extends ErrorDetails {
  code: ErrorCode;
}
