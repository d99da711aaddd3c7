import type { Context } from '../context/context.ts';
import { isUnavailable } from '../database/connect/is-unavailable.ts';
import { DomainError } from '../foundation/domain-error.ts';
import { errorText } from '../foundation/thrown.ts';

/** Pause before a call that found no database should be sent again, in seconds. */
const RETRY_AFTER_S = 2;

/**
 * The answer to an error that is no fault of the code: a refusal, or an unavailable database, which is logged. Whether
 * the call was carried out may be unknown then; every call can be sent again.
 *
 * @returns undefined for any other error
 */
export function refusalOf(context: Context, path: string, error: unknown): DomainError | undefined {
  if (error instanceof DomainError) return error;
  if (!isUnavailable(error)) return undefined;
  context.log('database.unavailable', { path, error: errorText(error) });
  return new DomainError('UNAVAILABLE', { retryAfter: RETRY_AFTER_S });
}
