import { TRPCClientError } from '@trpc/client';
import type { AppRouter } from '../../server/api/router.ts';
import type { DomainErrorShape, ErrorDetails } from '../../shared/error-codes.ts';
import type { RenewalErrorDetail, RenewalErrorDetails, WidgetErrorCode } from '../error-codes.ts';
import { PageFault } from './page-fault.ts';

export type Fault = (DomainErrorShape | (ErrorDetails & { code: WidgetErrorCode })) & {
  details?: RenewalErrorDetails;
};

/** A fault as an error: the reason why a call, or signing in, failed. */
export class RenewalFault extends Error {
  readonly fault: Fault;

  constructor(fault: Fault) {
    super(fault.code);
    this.name = 'RenewalFault';
    this.fault = fault;
  }
}

/** The fault in a call's error; OFFLINE when no answer came. */
export function faultOf(error: unknown): Fault {
  if (error instanceof RenewalFault) return error.fault;
  if (error instanceof TRPCClientError) {
    const { data, meta, cause } = error as TRPCClientError<AppRouter>;
    if (!data) return faultOf(cause);
    // The id under which the server's log has the call.
    const requestId = (meta?.response as Response | undefined)?.headers.get('x-request-id');
    return requestId ? { ...data.domain, details: { requestId } } : data.domain;
  }
  if (!(error instanceof PageFault)) return { code: 'OFFLINE' };
  return error.details ? { code: error.code, details: error.details } : { code: error.code };
}

/** In the form of `renewal-error`. */
export function errorDetail({ code, details }: Fault): RenewalErrorDetail {
  return details ? { code, details } : { code };
}

/** Whether repeating the same call can succeed: the fault is not about its input. */
export function isPassing({ code }: Fault): boolean {
  return (
    /^(FETCH_)?TOKEN_|^NO_/.test(code) ||
    ['OFFLINE', 'UNAVAILABLE', 'INTERNAL', 'TOO_MANY_REQUESTS', 'UNAUTHENTICATED'].includes(code)
  );
}
