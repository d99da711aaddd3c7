import { errors, notSetUp } from '../../../shared/messages/en-errors.ts';
import type { faults as vi } from '../vi/faults.ts';

/** Texts of faults, loaded with the first one, in English; the type leaves no key out. */
export const faults: Readonly<Record<keyof typeof vi, string>> = {
  ...errors,
  'fault.NO_SERVER': notSetUp,
  'fault.WRONG_SERVER': notSetUp,
  'fault.SERVER_SLOW':
    'The renewal service has not answered yet. This screen opens by itself once it does.',
  'fault.NO_FETCH_TOKEN': notSetUp,
  'fault.FETCH_TOKEN_NOT_FUNCTION': notSetUp,
  'fault.FETCH_TOKEN_FAILED':
    'Your session could not be confirmed. Please try again, or sign in to the accounting portal again.',
  'fault.FETCH_TOKEN_TIMEOUT':
    'The accounting portal has not confirmed your session yet. Please wait a little longer, or try again.',
  'fault.FETCH_TOKEN_INVALID': notSetUp,
  'fault.INVALID_PROPERTY': notSetUp,
};
