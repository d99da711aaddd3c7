import { createTRPCClient, httpSubscriptionLink } from '@trpc/client';
import type { AppRouter } from '../../../server/api/router.ts';
import type { LiveEvent, LiveTopic } from '../../../shared/schemas/live.ts';
import { type Api, procedures } from '../client.ts';
import type { Session } from '../session.ts';
import { FetchEventSource } from './fetch-event-source.ts';
import { hasPassed, toFollow, type Wants } from './live-topics.ts';

/** Elements that begin within this time share one stream, in milliseconds. */
const SETTLE_MS = 50;

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

interface Options {
  /** The token of the next connection. */
  signIn: () => Session;
  onEvent: (event: LiveEvent) => void;
  /** Connections in a row that failed to open, or broke, without an event between. */
  onFailure: (failures: number) => void;
}

/**
 * One stream of server-sent events over all followed topics. When it breaks, or the topics change, it resumes from the
 * last event of each, so that nothing is missed; each time with a valid token. Uses tRPC's subscription link, over an
 * EventSource of ours that sends the token in a header.
 */
export class LiveStream {
  readonly #options: Options;
  readonly #positions = new Map<LiveTopic, number | null>();
  #connection = new AbortController();
  #soon: ReturnType<typeof setTimeout> | undefined;
  #pause = FIRST_PAUSE_MS;
  #failures = 0;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Follows exactly these topics from now on. */
  follow(wants: Wants): void {
    let isOther = false;
    for (const topic of this.#positions.keys()) {
      if (!wants.has(topic)) isOther = this.#positions.delete(topic);
    }
    for (const [topic, after] of wants) {
      const at = this.#positions.get(topic);
      if (at !== undefined && !hasPassed(topic, at, after)) continue;
      this.#positions.set(topic, after);
      isOther = true;
    }
    if (isOther) this.#connectIn(SETTLE_MS);
  }

  close(): void {
    clearTimeout(this.#soon);
    this.#connection.abort();
  }

  #connectIn(pause: number): void {
    clearTimeout(this.#soon);
    this.#soon = setTimeout(() => this.#connect(), pause);
  }

  #connect(): void {
    this.#connection.abort();
    if (this.#positions.size === 0) return;
    const connection = new AbortController();
    this.#connection = connection;
    const { signal } = connection;
    // The stream should never end; however it does, it is resumed.
    const end = () => {
      if (signal.aborted) return;
      connection.abort();
      this.#failed();
    };
    const subscription = this.#api().live.follow.subscribe(toFollow(this.#positions), {
      onData: (event) => {
        if (!signal.aborted) this.#take(event);
      },
      onError: end,
      onComplete: end,
      onConnectionStateChange: ({ error }) => {
        if (error) end();
      },
    });
    if (signal.aborted) subscription.unsubscribe();
    else signal.addEventListener('abort', () => subscription.unsubscribe(), { once: true });
  }

  /** With a token that is valid by now. */
  #api(): Api {
    const { server, fetchWithToken } = this.#options.signIn();
    return createTRPCClient<AppRouter>({
      links: [
        httpSubscriptionLink({
          url: procedures(server),
          EventSource: FetchEventSource,
          eventSourceOptions: { fetch: fetchWithToken },
        }),
      ],
    });
  }

  #take(event: LiveEvent): void {
    this.#pause = FIRST_PAUSE_MS;
    this.#failures = 0;
    if (!this.#positions.has(event.topic)) return;
    this.#positions.set(event.topic, event.position);
    this.#options.onEvent(event);
  }

  #failed(): void {
    const pause = this.#pause;
    this.#pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
    this.#connectIn(pause);
    this.#options.onFailure(++this.#failures);
  }
}
