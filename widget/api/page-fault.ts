import type { RenewalErrorDetails, WidgetErrorCode } from '../error-codes.ts';

/** A fault seen by the page itself; the server has not been called, or has not answered. */
export class PageFault extends Error {
  readonly code: WidgetErrorCode;
  readonly details: RenewalErrorDetails | undefined;

  constructor(code: WidgetErrorCode, details?: RenewalErrorDetails) {
    super(code);
    this.code = code;
    this.details = details;
  }
}
