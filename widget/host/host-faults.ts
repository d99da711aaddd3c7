import type { Fault } from '../api/fault.ts';
import { faultText } from '../api/fault-text.ts';
import type { RenewalErrorDetail } from '../error-codes.ts';
import { loadEveryText } from '../messages/index.ts';

/**
 * Faults that only the host's developer can mend, with advice. Other codes concern the person, or pass by themselves.
 */
const ADVICE: Partial<Record<RenewalErrorDetail['code'], string>> = {
  NO_SERVER: 'set the attribute `server` to the renewal server’s address.',
  WRONG_SERVER: 'what answers at `server` is no renewal server.',
  NO_FETCH_TOKEN: 'set the property `fetchToken` (not an attribute) to a function.',
  FETCH_TOKEN_NOT_FUNCTION: '`fetchToken` has to be a function that returns a promise of a token.',
  FETCH_TOKEN_FAILED: '`fetchToken` failed.',
  FETCH_TOKEN_TIMEOUT: '`fetchToken` has not answered for four seconds.',
  FETCH_TOKEN_INVALID: '`fetchToken` has to give the token’s text.',
  UNAUTHENTICATED: 'the call carried no token; does a proxy take away the header Authorization?',
  TOKEN_UNREADABLE: 'what `fetchToken` gave is no JWT.',
  TOKEN_ISSUER_UNKNOWN: 'the token’s `iss` is not the id of a portal on this server.',
  TOKEN_SIGNATURE_INVALID: 'the token is not signed with the portal’s secret, by HS256.',
  TOKEN_EXPIRED: 'the token that `fetchToken` gave has expired; is it cached?',
  TOKEN_NOT_YET_VALID: 'the token’s `iat` or `nbf` is ahead of the server’s clock.',
  TOKEN_CLAIMS_INVALID: 'a claim of the token is missing or wrong.',
  TOKEN_TOO_LONG_LIVED: 'a token may live for an hour at most.',
  get ORIGIN_NOT_ALLOWED() {
    return self.origin === 'null'
      ? 'the page has no origin; the sandbox of its frame needs `allow-same-origin`.'
      : `the renewal server does not know the origin ${self.origin} as the portal’s.`;
  },
  IDENTITY_CHANGED: '`fetchToken` gave the token of another person or firm.',
  INVALID_PROPERTY: 'a property can’t be read.',
};

/** Writes one line to the console for the host's developer. */
export function adviseDeveloper(element: string, { code, details }: RenewalErrorDetail): void {
  const advice = ADVICE[code];
  if (advice === undefined) return;
  const { message = '', error, requestId } = details ?? {};
  const said = [`<${element}> ${code}: ${advice}`, message, requestId && `Request ${requestId}.`];
  console.warn(said.filter(Boolean).join(' '), ...(error === undefined ? [] : [error]));
}

/** A fault in words, before a sign-in has texts for it. */
export async function textOfFault(fault: Fault, language: 'vi' | 'en'): Promise<string> {
  return faultText((await loadEveryText(language)).t, fault);
}
