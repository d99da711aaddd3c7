/**
 * A `fetch` that carries the host's session token. It is asked for when first needed, kept, and asked
 * for once more when the server no longer takes it; calls at the same time share one.
 */
export function createTokens(fetchToken: () => Promise<string>): typeof fetch {
  let token: Promise<string> | undefined;
  const current = () => {
    token ??= ask(fetchToken);
    token.catch(() => {
      token = undefined;
    });
    return token;
  };
  return async (input, init) => {
    const used = current();
    const response = await send(input, init, await used);
    if (response.status !== 401) return response;
    if (token === used) token = undefined;
    return await send(input, init, await current());
  };
}

/** The portal gave no token: the person is signed out there. A TypeError is fetch's, for no network. */
export class NoToken extends Error {}

async function ask(fetchToken: () => Promise<string>): Promise<string> {
  try {
    return await fetchToken();
  } catch (error) {
    if (error instanceof TypeError) throw error;
    throw new NoToken('fetchToken was refused', { cause: error });
  }
}

function send(input: RequestInfo | URL, init: RequestInit | undefined, token: string) {
  const headers = new Headers(init?.headers);
  headers.set('authorization', `Bearer ${token}`);
  return fetch(input, { ...init, headers });
}
