import { formatDong } from '../../shared/money.ts';
import type { TextKey, Translate } from '../messages/index.ts';
import type { Fault } from './fault.ts';

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
