import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '../../server/api/router.ts';
import type { DomainErrorShape } from '../../shared/error-codes.ts';
import type { DraftSummary, SaveDraftInput } from '../../shared/schemas/draft.ts';
import type { Follow, LiveEvent } from '../../shared/schemas/live.ts';

type Inputs = inferRouterInputs<AppRouter>;
type Outputs = inferRouterOutputs<AppRouter>;

export type Path = {
  [Name in keyof Outputs & string]: `${Name}.${keyof Outputs[Name] & string}`;
}[keyof Outputs & string];

type At<Tree, P extends Path> = P extends `${infer Name}.${infer Procedure}`
  ? Name extends keyof Tree
    ? Procedure extends keyof Tree[Name]
      ? Tree[Name][Procedure]
      : never
    : never
  : never;

export type Handler<P extends Path> = (
  input: At<Inputs, P>,
) => At<Outputs, P> | Promise<At<Outputs, P>>;

export interface Call {
  path: string;
  input: unknown;
  token: string;
}

/** Thrown by a handler: the server's error. */
export class Refusal extends Error {
  readonly domain: DomainErrorShape;

  constructor(domain: DomainErrorShape) {
    super(domain.code);
    this.domain = domain;
  }
}

function statusOf(code: DomainErrorShape['code']): number {
  if (code === 'UNAUTHENTICATED' || code.startsWith('TOKEN_')) return 401;
  return code === 'INTERNAL' ? 500 : 400;
}

interface Stream {
  path: string;
  input: Follow;
  send(text: string): void;
  end(): void;
  signal: AbortSignal | null;
}

/**
 * A renewal server inside the page: answers the `fetch` calls of the widget's tRPC client, batches and live streams
 * too. Other requests go on to the real `fetch`.
 */
export class FakeServer {
  /** A different one for each: streams are shared by all pages of one person at one server. */
  readonly url = `https://renewal-${crypto.getRandomValues(new Uint32Array(2)).join('-')}.test`;
  readonly calls: Call[] = [];
  /** No answer arrives while this is set. */
  offline = false;
  /** Delay of the answers, in milliseconds. */
  delay = 0;
  /** Tokens that the server no longer accepts. */
  readonly expired = new Set<string>();
  #handlers = new Map<string, (input: never) => unknown>([
    // Answers for drafts, which are saved all the time: one that was not listed would be taken for deleted. Tests that
    // open them, or change them elsewhere, have a DraftsServer.
    ['drafts.list', () => ({ drafts: [...this.#drafts.values()].map(({ summary }) => summary) })],
    ['drafts.save', (input: SaveDraftInput) => this.#saveDraft(input)],
    ['drafts.colleagues', () => ({ colleagues: [] })],
    // Sending several mails asks first; a test of that sets their number.
    ['paymentLinks.countMails', () => ({ mails: 1, addressees: [], skipped: [], sample: null })],
  ]);
  /** The drafts that are kept, with the keys of their rows. */
  readonly #drafts = new Map<string, { summary: DraftSummary; keys: ReadonlySet<number> }>();
  #streams: Stream[] = [];
  #fetch = window.fetch;

  on<P extends Path>(path: P, handler: Handler<P>): this {
    this.#handlers.set(path, handler as (input: never) => unknown);
    return this;
  }

  install(): this {
    window.fetch = (input, init) => this.#answer(new URL(String(input), location.href), init);
    return this;
  }

  restore(): void {
    window.fetch = this.#fetch;
  }

  inputsOf<P extends Path>(path: P): At<Inputs, P>[] {
    return this.calls
      .filter((call) => call.path === path)
      .map((call) => call.input as At<Inputs, P>);
  }

  /** The topics of each open live stream. */
  get streams(): Follow[] {
    return this.#open.map(({ input }) => input);
  }

  /** The number of open live streams with this topic. */
  followersOf(topic: keyof Follow): number {
    return this.streams.filter((input) => input[topic]).length;
  }

  /** Sends an event to every open live stream with its topic. */
  tell<Topic extends LiveEvent['topic']>(
    topic: Topic,
    position: number,
    data: Extract<LiveEvent, { topic: Topic }>['data'],
  ): void {
    const [kind, orderId] = topic.split(':');
    const text = `data: ${JSON.stringify({ topic, position, data })}\n\n`;
    for (const { input, send } of this.#open) {
      if (orderId ? input.orders?.[orderId] !== undefined : input[kind as 'bell' | 'list']) {
        send(text);
      }
    }
  }

  get #open(): Stream[] {
    return this.#streams.filter(({ signal }) => !signal?.aborted);
  }

  /** Ends every open live stream, as a proxy or a restart does. */
  breakStreams(): void {
    for (const stream of this.#streams.splice(0)) if (!stream.signal?.aborted) stream.end();
  }

  /** A draft without rows is kept no longer. */
  #saveDraft({ draftId, version, editor, isWhole, rows, removed }: SaveDraftInput) {
    const saved = { version: version + 1, savedAt: Date.now() };
    const former = isWhole ? null : this.#drafts.get(draftId);
    const keys = new Set([...(former?.keys ?? []), ...rows.map(({ key }) => key)]);
    for (const key of removed) keys.delete(key);
    if (keys.size === 0) {
      this.#drafts.delete(draftId);
      return { ...saved, version: 0 };
    }
    const summary = {
      ...{ id: draftId, ...saved, editor, createdAt: saved.savedAt },
      ...{ savedBy: { id: 'accountant', name: '' }, handedBy: null },
      ...{ rowCount: keys.size, customerCount: keys.size, firstCustomer: '' },
    };
    this.#drafts.set(draftId, { summary, keys });
    return saved;
  }

  async #answer(url: URL, init: RequestInit = {}): Promise<Response> {
    if (url.origin !== this.url) return this.#fetch.call(window, url, init);
    if (this.delay > 0) await new Promise((resolve) => setTimeout(resolve, this.delay));
    if (this.offline) throw new TypeError('Failed to fetch');
    const token = new Headers(init.headers).get('authorization')?.replace('Bearer ', '') ?? '';
    const paths = url.pathname.replace('/trpc/', '').split(',');
    const isStream = new Headers(init.headers).get('accept')?.includes('text/event-stream');
    if (isStream) return this.#openStream(paths[0] ?? '', url, token, init.signal ?? null);
    const inputs = JSON.parse(String(init.body ?? '{}')) as Record<string, unknown>;
    const isBatch = url.searchParams.has('batch');
    const answers = await Promise.all(
      paths.map((path, index) => this.#call(path, isBatch ? inputs[index] : inputs, token)),
    );
    const statuses = new Set(answers.map((answer) => answer.status));
    return Response.json(isBatch ? answers.map((answer) => answer.body) : answers[0]?.body, {
      status: statuses.size === 1 ? (answers[0]?.status ?? 200) : 207,
      headers: { 'x-request-id': `request-${this.calls.length}` },
    });
  }

  async #call(path: string, input: unknown, token: string) {
    this.calls.push({ path, input, token });
    try {
      if (this.expired.has(token)) throw new Refusal({ code: 'TOKEN_EXPIRED' });
      const handler = this.#handlers.get(path);
      if (!handler) throw new Error(`The fake server has no answer to ${path}`);
      const data = await handler(input as never);
      if (path === 'orders.place') this.#drafts.delete((input as { requestId: string }).requestId);
      return { status: 200, body: { result: { data } } };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const httpStatus = statusOf(error.domain.code);
      const data = { code: 'BAD_REQUEST', httpStatus, path, domain: error.domain };
      return {
        status: httpStatus,
        body: { error: { message: error.message, code: -32600, data } },
      };
    }
  }

  async #openStream(path: string, url: URL, token: string, signal: AbortSignal | null) {
    const input = JSON.parse(url.searchParams.get('input') ?? '{}') as Follow;
    this.calls.push({ path, input, token });
    if (this.expired.has(token)) return new Response('', { status: 401 });
    const encoder = new TextEncoder();
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        const send = (text: string) => controller.enqueue(encoder.encode(text));
        send('event: connected\ndata: {}\n\n');
        this.#streams.push({ path, input, send, end: () => controller.close(), signal });
        signal?.addEventListener('abort', () =>
          controller.error(new DOMException('', 'AbortError')),
        );
      },
    });
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  }
}
