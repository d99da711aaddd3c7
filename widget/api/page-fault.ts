import type { RenewalErrorDetails, WidgetErrorCode } from '../error-codes.ts';

/** A fault that the page itself sees; the server has not been asked, or has not answered. */
export class PageFault extends Error {
  readonly code: WidgetErrorCode;
  readonly details: RenewalErrorDetails | undefined;

  constructor(code: WidgetErrorCode, details?: RenewalErrorDetails) {
    super(code);
    this.code = code;
    this.details = details;
  }
}
