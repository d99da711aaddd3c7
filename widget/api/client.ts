import { createTRPCClient, httpBatchLink } from '@trpc/client';
import type { AppRouter } from '../../server/api/router.ts';
import { LIMITS } from '../../shared/limits.ts';

/** The server's procedures, as tRPC types them. */
export type Api = ReturnType<typeof createTRPCClient<AppRouter>>;

/** An answer that a renewal server does not give: a proxy's, or that of another server altogether. */
export class NotOurAnswer extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`HTTP ${status}`);
    this.status = status;
  }
}

/** A call without an answer by then has lost its connection, in milliseconds. */
const PATIENCE_MS = 60_000;

/**
 * tRPC's client, over a `fetch` that carries the session token. Calls of one moment share a request. All are sent by
 * POST: inputs stay out of addresses, and so out of logs, and no address grows too long for a proxy.
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

/** The address under which a server has its procedures. */
export function procedures(server: string): string {
  return `${server.replace(/\/+$/, '')}/trpc`;
}

interface Answer {
  result?: object;
  error?: { data?: { domain?: object } };
}

/** @throws NotOurAnswer where it is not what our server answers */
async function answersIn(response: Response): Promise<unknown> {
  const { status } = response;
  const body: unknown = await response.json().catch((error) => {
    throw error instanceof SyntaxError ? new NotOurAnswer(status) : error;
  });
  const answers = [body].flat() as (Answer | null)[];
  if (answers.every((answer) => answer?.result ?? answer?.error?.data?.domain)) return body;
  throw new NotOurAnswer(status);
}
