import type { createTRPCClient } from '@trpc/client';
import type { AppRouter } from '../../server/router.ts';
import type { DomainErrorShape } from '../../shared/error-codes.ts';

/** The server's procedures, as tRPC types them. */
export type Api = ReturnType<typeof createTRPCClient<AppRouter>>;

/** The server's answer when it does not do what it was asked. */
export class CallFault extends Error {
  readonly domain: DomainErrorShape;

  constructor(domain: DomainErrorShape) {
    super(domain.code);
    this.domain = domain;
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
      const answer = (await response.json()) as Answer;
      if (answer.error) throw new CallFault(answer.error.data.domain);
      return answer.result.data;
    };
    return { query: run, mutate: run };
  });
}

type Answer =
  | { result: { data: unknown }; error?: undefined }
  | { error: { data: { domain: DomainErrorShape } } };

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
