import type { ErrorCode } from '../shared/error-codes.ts';

/** Codes of `renewal-error` besides the server's own: faults that only the page can see. A code keeps its meaning. */
export const WIDGET_ERROR_CODES = [
  'NO_SERVER',
  'WRONG_SERVER',
  'SERVER_SLOW',
  'OFFLINE',
  'RELEASE_REPLACED',
  'NO_FETCH_TOKEN',
  'FETCH_TOKEN_NOT_FUNCTION',
  'FETCH_TOKEN_FAILED',
  'FETCH_TOKEN_TIMEOUT',
  'FETCH_TOKEN_INVALID',
  'IDENTITY_CHANGED',
  'INVALID_PROPERTY',
] as const;

export type WidgetErrorCode = (typeof WIDGET_ERROR_CODES)[number];

/** Details of `renewal-error` for the host's developer. */
export interface RenewalErrorDetail {
  code: ErrorCode | WidgetErrorCode;
  details?: RenewalErrorDetails;
}

export interface RenewalErrorDetails {
  /** FETCH_TOKEN_FAILED: the host function's error in words; else what is wrong. Never a token. */
  message?: string;
  /** FETCH_TOKEN_FAILED: the host function's error itself. */
  error?: unknown;
  /** INVALID_PROPERTY */
  property?: string;
  /** The id of the server's answer, under which its log has the call. */
  requestId?: string;
}
