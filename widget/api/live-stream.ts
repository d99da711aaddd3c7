import type { LiveEvent, LiveTopic } from '../../shared/schemas/live.ts';
import { procedures } from './client.ts';
import { hasPassed, toFollow, type Wants } from './live-topics.ts';
import { readServerEvents } from './server-events.ts';
import type { Session } from './session.ts';

/** Several elements begin at once, and make one stream, in milliseconds. */
const SETTLE = 50;

const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 30_000;

/** The server pings every 15 s: a stream as long without a word is dead, though nobody has said so. */
const SILENCE = 40_000;

interface Options {
  /** Whose token the next connection carries. */
  session: () => Session;
  onEvent: (event: LiveEvent) => void;
  /** It could not be opened, or broke, so many times without an event between. */
  onFailure: (failures: number) => void;
}

/**
 * One stream of server-sent events over all topics that are followed. Where it breaks, or the topics change, it
 * is taken up again from the last event of each, so that nothing is missed; each time with a token that is good.
 * Over fetch: the browser's own EventSource would put the token into the address.
 */
export class LiveStream {
  readonly #options: Options;
  readonly #positions = new Map<LiveTopic, number | null>();
  #connection = new AbortController();
  #soon: ReturnType<typeof setTimeout> | undefined;
  #pause = FIRST_PAUSE;
  #failures = 0;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Follows these topics and no others from now on. */
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
    if (isOther) this.#connectIn(SETTLE);
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
    let alarm: ReturnType<typeof setTimeout>;
    const end = () => {
      clearTimeout(alarm);
      if (signal.aborted) return;
      connection.abort();
      this.#failed();
    };
    const listen = () => {
      clearTimeout(alarm);
      alarm = setTimeout(end, SILENCE);
    };
    signal.addEventListener('abort', () => clearTimeout(alarm), { once: true });
    listen();
    // However it ends that was to go on for ever, it is taken up again.
    this.#read(signal, listen).then(end, end);
  }

  async #read(signal: AbortSignal, onSign: () => void): Promise<void> {
    const { server, fetchWithToken } = this.#options.session();
    const query = new URLSearchParams({ input: JSON.stringify(toFollow(this.#positions)) });
    const response = await fetchWithToken(`${procedures(server)}/live.follow?${query}`, {
      headers: { accept: 'text/event-stream' },
      cache: 'no-store',
      signal,
    });
    if (!response.ok || !response.body) return;
    await readServerEvents(response.body, ({ type, data }) => {
      if (signal.aborted) return;
      onSign();
      // tRPC's own: the stream has ended, or failed.
      if (type === 'return' || type === 'serialized-error') throw new Error(type);
      if (type === 'message') this.#take(JSON.parse(data) as LiveEvent);
    });
  }

  #take(event: LiveEvent): void {
    this.#pause = FIRST_PAUSE;
    this.#failures = 0;
    if (!this.#positions.has(event.topic)) return;
    this.#positions.set(event.topic, event.position);
    this.#options.onEvent(event);
  }

  #failed(): void {
    const pause = this.#pause;
    this.#pause = Math.min(pause * 2, LONGEST_PAUSE);
    this.#connectIn(pause);
    this.#options.onFailure(++this.#failures);
  }
}
