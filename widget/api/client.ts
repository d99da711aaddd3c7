import type { TRPCClient } from '@trpc/client';
import type { AppRouter } from '../../server/api/router.ts';
import type { DomainErrorShape } from '../../shared/error-codes.ts';
import { LIMITS } from '../../shared/limits.ts';
import { RenewalFault } from './fault.ts';

/** The server's procedures, as tRPC types them; streams are followed by `live.ts`. */
export type Api = Omit<TRPCClient<AppRouter>, 'live'>;

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

interface Call {
  path: string;
  input: unknown;
  signal: AbortSignal | undefined;
  resolve: (data: unknown) => void;
  reject: (error: unknown) => void;
}

interface Answer {
  result?: { data?: unknown };
  error?: { data?: { domain?: DomainErrorShape } };
}

/**
 * Calls the server's procedures as tRPC's own client does (https://trpc.io/docs/rpc), over a `fetch` that adds the
 * sign-in token. Calls at one moment share a request. All use POST: inputs stay out of addresses and logs, and no address
 * gets too long for a proxy.
 */
export function createApi(server: string, send: typeof fetch): Api {
  const address = procedures(server);
  // The server takes queries and mutations in requests of their own.
  const query = together((calls) => request(address, send, calls));
  const mutate = together((calls) => request(address, send, calls));
  const procedureAt = (path: string) => ({
    query: (input?: unknown, options?: { signal?: AbortSignal }) => query(path, input, options),
    mutate: (input?: unknown, options?: { signal?: AbortSignal }) => mutate(path, input, options),
  });
  const api: unknown = named((router) => named((name) => procedureAt(`${router}.${name}`)));
  return api as Api;
}

/** The address of a server's procedures. */
export function procedures(server: string): string {
  return `${server.replace(/\/+$/, '')}/trpc`;
}

/** An object whose properties are made of their names. */
function named<Value>(make: (name: string) => Value): Record<string, Value> {
  return new Proxy({}, { get: (_, name) => make(String(name)) });
}

/** Collects the calls of one moment for `ask`. @returns makes a call */
function together(ask: (calls: readonly Call[]) => Promise<void>) {
  let waiting: Call[] = [];
  const askAll = () => {
    const calls = waiting.filter(({ signal }) => !signal?.aborted);
    waiting = [];
    while (calls.length > 0) void ask(calls.splice(0, LIMITS.batchedCalls));
  };
  return async (path: string, input: unknown, { signal }: { signal?: AbortSignal } = {}) => {
    signal?.throwIfAborted();
    return await new Promise((resolve, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
      if (waiting.push({ path, input, signal, resolve, reject }) === 1) setTimeout(askAll);
    });
  };
}

async function request(address: string, send: typeof fetch, calls: readonly Call[]): Promise<void> {
  try {
    const paths = calls.map(({ path }) => path);
    const response = await send(`${address}/${paths.join()}?batch=1`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...calls.map(({ input }) => input) }),
      signal: AbortSignal.any([onceAllAbort(calls), AbortSignal.timeout(PATIENCE_MS)]),
    });
    const answers = await answersIn(response, calls.length);
    // The server's log has the calls under this id.
    const requestId = response.headers.get('x-request-id');
    for (const [index, { resolve, reject }] of calls.entries()) {
      const { result, error } = answers[index] as Answer;
      if (result) resolve(result.data);
      else reject(refusal(error?.data?.domain as DomainErrorShape, requestId));
    }
  } catch (error) {
    for (const { reject } of calls) reject(error);
  }
}

function refusal(domain: DomainErrorShape, requestId: string | null): RenewalFault {
  return new RenewalFault(requestId ? { ...domain, details: { requestId } } : domain);
}

/** A request ends early only when nobody needs any of its answers. */
function onceAllAbort(calls: readonly Call[]): AbortSignal {
  const controller = new AbortController();
  let needed = calls.length;
  const leave = () => {
    needed -= 1;
    if (needed === 0) controller.abort();
  };
  for (const { signal } of calls) signal?.addEventListener('abort', leave, { once: true });
  return controller.signal;
}

/** @throws NotOurAnswer where the answer is not our server's */
async function answersIn(response: Response, calls: number): Promise<readonly Answer[]> {
  const { status } = response;
  const body: unknown = await response.json().catch((error) => {
    throw error instanceof SyntaxError ? new NotOurAnswer(status) : error;
  });
  // A request that is refused before it is read has one answer for all calls.
  const answers: (Answer | null)[] = Array.isArray(body) ? body : Array(calls).fill(body);
  const areOurs = answers.every((answer) => answer?.result ?? answer?.error?.data?.domain);
  if (!areOurs || answers.length !== calls) throw new NotOurAnswer(status);
  return answers as readonly Answer[];
}
