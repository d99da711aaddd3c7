import { TRPCClientError } from '@trpc/client';
import type { AppRouter } from '../../server/api/router.ts';
import type { DomainErrorShape, ErrorDetails } from '../../shared/error-codes.ts';
import { formatDong } from '../../shared/money.ts';
import type { RenewalErrorDetail, RenewalErrorDetails, WidgetErrorCode } from '../error-codes.ts';
import type { TextKey, Translate } from '../messages/index.ts';
import { PageFault } from './page-fault.ts';

export type Fault = (DomainErrorShape | (ErrorDetails & { code: WidgetErrorCode })) & {
  details?: RenewalErrorDetails;
};

/** The fault in a call's error; OFFLINE when no answer came. */
export function faultOf(error: unknown): Fault {
  if (error instanceof TRPCClientError) {
    const { data, meta, cause } = error as TRPCClientError<AppRouter>;
    if (!data) return faultOf(cause);
    // The server's log has the call under this id.
    const requestId = (meta?.response as Response | undefined)?.headers.get('x-request-id');
    return requestId ? { ...data.domain, details: { requestId } } : data.domain;
  }
  if (!(error instanceof PageFault)) return { code: 'OFFLINE' };
  return error.details ? { code: error.code, details: error.details } : { code: error.code };
}

/** As `renewal-error` has it. */
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

type FaultKey = TextKey<'common' | 'faults' | 'payment'>;

/** A fault in words. */
export function faultText(t: Translate<FaultKey>, fault: Fault): string {
  switch (fault.code) {
    case 'OFFLINE':
      return t('offline');
    case 'NO_SERVER':
    case 'WRONG_SERVER':
    case 'SERVER_SLOW':
    case 'NO_FETCH_TOKEN':
    case 'FETCH_TOKEN_NOT_FUNCTION':
    case 'FETCH_TOKEN_FAILED':
    case 'FETCH_TOKEN_TIMEOUT':
    case 'FETCH_TOKEN_INVALID':
    case 'IDENTITY_CHANGED':
    case 'INVALID_PROPERTY':
    case 'RELEASE_REPLACED':
      return t(`fault.${fault.code}`);
    case 'TOO_MANY_REQUESTS':
      if (!fault.mailLimit) return t('error.TOO_MANY_REQUESTS');
      return t('error.mailLimit', { minutes: Math.ceil((fault.retryAfter ?? 3_600) / 60) });
    default:
      return t(`error.${fault.code}`, fault.total ? { total: formatDong(fault.total) } : {});
  }
}
