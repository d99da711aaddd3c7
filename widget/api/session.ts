import { createTRPCClient, httpBatchLink, TRPCClientError } from '@trpc/client';
import type { AppRouter } from '../../server/router.ts';
import type { DomainErrorShape } from '../../shared/error-codes.ts';
import type { Plan } from '../../shared/schemas/catalog.ts';
import type { WhoAmI } from '../../shared/schemas/session.ts';
import { loadMessages, type Translate } from '../messages/index.ts';
import { createTokens } from './tokens.ts';

export interface SessionOptions {
  server: string;
  fetchToken: () => Promise<string>;
  locale: 'vi' | 'en';
}

/** What the inner elements share: who is signed in, the language, and the way to the server. */
export interface Session extends SessionOptions {
  api: Api;
  t: Translate;
  whoAmI: WhoAmI;
  plans: readonly Plan[];
  /** Calls with the token, and once more with a fresh one when it has expired. */
  fetchWithToken: typeof fetch;
}

export type Api = ReturnType<typeof createApi>;

/** @throws when the server can't be reached or refuses the token */
export async function openSession(options: SessionOptions): Promise<Session> {
  const fetchWithToken = createTokens(options.fetchToken);
  const api = createApi(options.server, fetchWithToken);
  const [t, whoAmI, plans] = await Promise.all([
    loadMessages(options.locale),
    api.session.whoAmI.query(),
    api.catalog.plans.query(),
  ]);
  return { ...options, api, t, whoAmI, plans, fetchWithToken };
}

function createApi(server: string, fetchWithToken: typeof fetch) {
  return createTRPCClient<AppRouter>({
    links: [
      httpBatchLink({
        url: `${server.replace(/\/+$/, '')}/trpc`,
        // What is asked for stays out of addresses, and so out of logs.
        methodOverride: 'POST',
        maxItems: 20,
        fetch: (url, init) => fetchWithToken(url as string, init as RequestInit),
      }),
    ],
  });
}

/** What a failed call says; OFFLINE when no answer came. */
export function faultOf(error: unknown): DomainErrorShape | { code: 'OFFLINE' } {
  if (error instanceof TRPCClientError && error.data?.domain) {
    return error.data.domain as DomainErrorShape;
  }
  return { code: 'OFFLINE' };
}
