import { PageFault } from './page-fault.ts';

/** A longer token would make servers refuse the request's headers as a whole. */
const MAX_LENGTH = 8_000;

/**
 * Gets a sign-in token from the host's function, which may do anything.
 *
 * @throws PageFault that says how it failed
 */
export async function askForToken(fetchToken: unknown): Promise<string> {
  if (fetchToken == null) throw new PageFault('NO_FETCH_TOKEN');
  if (typeof fetchToken !== 'function') {
    throw new PageFault('FETCH_TOKEN_NOT_FUNCTION', { message: `It is a ${typeof fetchToken}.` });
  }
  let given: unknown;
  try {
    given = await fetchToken();
  } catch (error) {
    // Outside of browsers, `navigator` may be missing.
    if (globalThis.navigator?.onLine === false)
      throw new PageFault('OFFLINE', { error, message: wordsOf(error) });
    throw new PageFault('FETCH_TOKEN_FAILED', { error, message: wordsOf(error) });
  }
  if (typeof given !== 'string') throw invalid(`It gave ${kindOf(given)}, not the token's text.`);
  // Some backends return it in the form of a header.
  const token = given.trim().replace(/^Bearer\s+/i, '');
  if (token === '') throw invalid('It gave an empty text.');
  if (token.length > MAX_LENGTH || !/^[\x21-\x7e]+$/.test(token)) {
    throw invalid('It gave a text that can’t be a token.');
  }
  return token;
}

function invalid(message: string): PageFault {
  return new PageFault('FETCH_TOKEN_INVALID', { message });
}

function kindOf(given: unknown): string {
  if (given === null || given === undefined) return String(given);
  if (given instanceof Response) return 'a Response';
  return typeof given === 'object' ? `an object with ${Object.keys(given).join()}` : typeof given;
}

/** A host may throw anything, even a value that has no text. */
function wordsOf(error: unknown): string {
  try {
    return error instanceof Error ? error.message : String(error);
  } catch {
    return typeof error;
  }
}
