import type { createTRPCClient } from '@trpc/client';
import type { AppRouter } from '../../server/api/router.ts';
import type { DomainErrorShape } from '../../shared/error-codes.ts';

/** The server's procedures, as tRPC types them. */
export type Api = ReturnType<typeof createTRPCClient<AppRouter>>;

/** The server's answer when it does not do what it was asked. */
export class CallFault extends Error {
  readonly domain: DomainErrorShape;
  /** By which the server's log names the call. */
  readonly requestId: string | null;

  constructor(domain: DomainErrorShape, requestId: string | null) {
    super(domain.code);
    this.domain = domain;
    this.requestId = requestId;
  }
}

/** An answer that a renewal server does not give: a proxy's, or that of another server altogether. */
export class NotOurAnswer extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`HTTP ${status}`);
    this.status = status;
  }
}

/** A call that has had no answer by then has lost its connection. */
const PATIENCE = 60_000;

/**
 * Calls procedures as tRPC's HTTP protocol has it, always by POST: what is asked for stays out of
 * addresses, and so out of logs. tRPC's own client would be a quarter of all that step one loads.
 */
export function createApi(server: string, send: typeof fetch): Api {
  return apiOf((path) => {
    const run = async (input?: unknown) => {
      const response = await send(addressOf(server, path), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: input === undefined ? null : JSON.stringify(input),
        signal: AbortSignal.timeout(PATIENCE),
      });
      const answer = await answerIn(response);
      const domain = answer?.error?.data?.domain;
      if (domain) throw new CallFault(domain, response.headers.get('x-request-id'));
      if (!answer?.result) throw new NotOurAnswer(response.status);
      return answer.result.data;
    };
    return { query: run, mutate: run };
  });
}

interface Answer {
  result?: { data: unknown };
  error?: { data?: { domain?: DomainErrorShape } };
}

async function answerIn(response: Response): Promise<Answer | null> {
  try {
    return (await response.json()) as Answer | null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Lets `api.orders.get` be said; `procedureAt` gives what can be done with `orders.get`. */
export function apiOf(procedureAt: (path: string) => unknown): Api {
  return named((router) => named((procedure) => procedureAt(`${router}.${procedure}`))) as Api;
}

export function addressOf(server: string, path: string): string {
  return `${server.replace(/\/+$/, '')}/trpc/${path}`;
}

function named(get: (name: string) => unknown): unknown {
  return new Proxy({}, { get: (_, name) => (typeof name === 'string' ? get(name) : undefined) });
}
