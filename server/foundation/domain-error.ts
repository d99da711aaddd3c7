import type { DomainErrorShape, ErrorCode, ErrorDetails } from '../../shared/error-codes.ts';

/** An error that the caller can act on. Every other exception is a server error. */
export class DomainError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, details: ErrorDetails = {}) {
    super(code);
    this.name = 'DomainError';
    this.code = code;
    this.details = details;
  }

  /** The wire format. */
  toShape(): DomainErrorShape {
    return { code: this.code, ...this.details };
  }
}

/** The HTTP status of each code (RFC 9110). */
export const HTTP_STATUS = {
  UNAUTHENTICATED: 401,
  TOKEN_UNREADABLE: 401,
  TOKEN_ISSUER_UNKNOWN: 401,
  TOKEN_SIGNATURE_INVALID: 401,
  TOKEN_EXPIRED: 401,
  TOKEN_NOT_YET_VALID: 401,
  TOKEN_CLAIMS_INVALID: 401,
  TOKEN_TOO_LONG_LIVED: 401,
  ORIGIN_NOT_ALLOWED: 403,
  NOT_FOUND: 404,
  INVALID_INPUT: 400,
  PAYLOAD_TOO_LARGE: 413,
  TOO_MANY_REQUESTS: 429,
  ORDER_LINES_REJECTED: 409,
  PRICE_CHANGED: 409,
  REQUEST_ID_REUSED: 409,
  ORDER_NOT_CANCELLABLE: 409,
  NOTHING_TO_PAY: 409,
  METHOD_UNAVAILABLE: 409,
  GATEWAY_UNAVAILABLE: 503,
  CODE_REJECTED: 409,
  QUOTATION_EXPIRED: 409,
  QUOTATION_DIFFERS: 409,
  QUOTATION_USED: 409,
  DRAFT_CHANGED: 409,
  DRAFT_ENDED: 409,
  TOO_MANY_DRAFTS: 409,
  DUE_DATE_NOT_POSTPONABLE: 409,
  COMMITMENT_NOT_ALLOWED: 409,
  REFUND_NOT_DUE: 409,
  PAYMENT_NOT_UNAPPLIED: 409,
  PAYMENTS_NOT_JOINABLE: 409,
  LINK_EXPIRED: 410,
  LINK_REVOKED: 410,
  UNAVAILABLE: 503,
  INTERNAL: 500,
} as const satisfies Record<ErrorCode, number>;
