import { PageFault } from './page-fault.ts';

/** Time that a host may take for a new token before the person sees an error, in milliseconds. */
const PATIENCE_MS = 4_000;

export interface Tokens {
  /** A `fetch` that adds the host's sign-in token. */
  fetch: typeof fetch;
  /** Makes the next call ask for a new one. */
  forget(): void;
  /** Requests a missing token, so that it is checked before it is needed. */
  prepare(): Promise<unknown>;
}

/**
 * Keeps the sign-in token: it is requested on first use, and once more when the server no longer accepts it; calls at
 * the same time share one.
 *
 * @param ask calls the host; the first time it may take any time
 * @param check examines each later token before anything else is sent with it; its error becomes the call's, and the
 *   call is not sent
 */
export function createTokens(
  ask: () => Promise<string>,
  check: (send: typeof fetch) => Promise<unknown> = async () => {},
): Tokens {
  let token: Promise<string> | undefined;
  /** The last token that was checked. */
  let known: string | undefined;
  const next = async () => {
    if (known === undefined) {
      known = await ask();
      return known;
    }
    const fresh = await within(PATIENCE_MS, ask());
    if (fresh !== known) await check((input, init) => send(input, init, fresh));
    known = fresh;
    return fresh;
  };
  const current = () => {
    if (token) return token;
    const asked = next();
    token = asked;
    asked.catch(() => {
      if (token === asked) token = undefined;
    });
    return asked;
  };
  return {
    fetch: async (input, init) => {
      const used = current();
      const response = await send(input, init, await used);
      if (response.status !== 401) return response;
      if (token === used) token = undefined;
      return await send(input, init, await current());
    },
    forget: () => {
      token = undefined;
    },
    prepare: current,
  };
}

function within(patience: number, asked: Promise<string>): Promise<string> {
  return new Promise((resolve, reject) => {
    const alarm = setTimeout(() => reject(new PageFault('FETCH_TOKEN_TIMEOUT')), patience);
    asked.then(resolve, reject).finally(() => clearTimeout(alarm));
  });
}

function send(input: RequestInfo | URL, init: RequestInit | undefined, token: string) {
  // A plain object: what wraps `fetch` on some pages spreads it, or knows no `Headers` but its own.
  const given = init?.headers as Readonly<Record<string, string>> | undefined;
  const headers = { ...given, authorization: `Bearer ${token}` };
  return fetch(input, { credentials: 'same-origin', ...init, headers });
}
