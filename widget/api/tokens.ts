import { PageFault } from './page-fault.ts';

/** A host that has not given a new token by then is not waited for: the person is told, in milliseconds. */
const PATIENCE = 4_000;

export interface Tokens {
  /** A `fetch` that carries the host's session token. */
  fetch: typeof fetch;
  /** The next call asks for a new one. */
  forget(): void;
  /** Asks for a token where there is none, so that it is looked at before it is needed. */
  prepare(): Promise<unknown>;
}

/**
 * Keeps the session token: it is asked for when first needed, and once more when the server no longer takes it;
 * calls at the same time share one.
 *
 * @param ask asks the host; the first time it may take as long as it likes
 * @param check looks at each later token before anything else is sent with it; what it throws is thrown to
 *   whoever calls, and the call is not sent
 */
export function createTokens(
  ask: () => Promise<string>,
  check: (send: typeof fetch) => Promise<unknown> = async () => {},
): Tokens {
  let token: Promise<string> | undefined;
  /** The last token that was looked at. */
  let known: string | undefined;
  const next = async () => {
    if (known === undefined) {
      known = await ask();
      return known;
    }
    const fresh = await within(PATIENCE, ask());
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
  const headers = new Headers(init?.headers);
  headers.set('authorization', `Bearer ${token}`);
  return fetch(input, { ...init, headers });
}
