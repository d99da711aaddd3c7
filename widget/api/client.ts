import { createTRPCClient, httpBatchLink } from '@trpc/client';
import type { AppRouter } from '../../server/api/router.ts';
import { LIMITS } from '../../shared/limits.ts';
import { RenewalFault } from './fault.ts';

/** The server's procedures, as tRPC types them. */
export type Api = ReturnType<typeof createTRPCClient<AppRouter>>;

/** An answer that no renewal server gives: a proxy's, or another server's. */
export class NotOurAnswer extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`HTTP ${status}`);
    this.status = status;
  }
}

/** A call without an answer after this time counts as offline, in milliseconds. */
const PATIENCE_MS = 60_000;

/**
 * tRPC's client, over a `fetch` that adds the sign-in token. Calls at one moment share a request. All use POST: inputs
 * stay out of addresses and logs, and no address gets too long for a proxy.
 */
export function createApi(server: string, send: typeof fetch): Api {
  return createTRPCClient<AppRouter>({
    links: [
      httpBatchLink({
        url: procedures(server),
        methodOverride: 'POST',
        maxItems: LIMITS.batchedCalls,
        fetch: async (url, init) => {
          const late = AbortSignal.timeout(PATIENCE_MS);
          const signal = init?.signal ? AbortSignal.any([init.signal, late]) : late;
          const response = await send(url as string, { ...(init as RequestInit), signal });
          const { ok, headers } = response;
          return { ok, headers, json: () => answersIn(response) };
        },
      }),
    ],
  });
}

/** The address of a server's procedures. */
export function procedures(server: string): string {
  return `${server.replace(/\/+$/, '')}/trpc`;
}

interface Answer {
  result?: object;
  error?: { data?: { domain?: object } };
}

/** @throws RenewalFault, NotOurAnswer where the answer is not our server's: a proxy's that limits calls, or another's */
async function answersIn(response: Response): Promise<unknown> {
  const { status } = response;
  const strange =
    status === 429 ? new RenewalFault({ code: 'TOO_MANY_REQUESTS' }) : new NotOurAnswer(status);
  const body: unknown = await response.json().catch((error) => {
    throw error instanceof SyntaxError ? strange : error;
  });
  const answers = [body].flat() as (Answer | null)[];
  if (answers.every((answer) => answer?.result ?? answer?.error?.data?.domain)) return body;
  throw strange;
}
